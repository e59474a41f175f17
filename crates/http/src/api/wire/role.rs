//! Roles on the wire.

use muster_domain::model::membership::MemberRole;
use poem_openapi::Enum;

/// A member's role: Owner, Administrator, Manager, Reviewer, Annotator, Pending (`NO`) or Deactivated (`DI`).
#[derive(Clone, Copy, Debug, Enum)]
#[oai(remote = "MemberRole")]
pub(crate) enum Role {
    #[oai(rename = "OW")]
    Owner,
    #[oai(rename = "AD")]
    Administrator,
    #[oai(rename = "MA")]
    Manager,
    #[oai(rename = "RE")]
    Reviewer,
    #[oai(rename = "AN")]
    Annotator,
    #[oai(rename = "NO")]
    Pending,
    #[oai(rename = "DI")]
    Deactivated,
}

/// What an invitation may offer: all but `OW` and `DI`.
#[derive(Clone, Copy, Debug, Enum)]
pub(crate) enum RoleOffered {
    AD,
    MA,
    RE,
    AN,
    NO,
}

/// What newcomers by the invite link may get.
#[derive(Clone, Copy, Debug, Enum)]
pub(crate) enum RoleByDefault {
    NO,
    AN,
    RE,
    MA,
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::invitation::InvitedRole;
    use muster_domain::model::organization::DefaultRole;
    use poem_openapi::registry::Registry;
    use poem_openapi::types::Type;

    fn described<T: Type>() -> Vec<String> {
        let mut registry = Registry::new();
        T::register(&mut registry);
        let schemas = registry.schemas.values();
        let codes = schemas.flat_map(|schema| schema.enum_items.clone());
        codes
            .filter_map(|code| Some(code.as_str()?.to_owned()))
            .collect()
    }

    #[test]
    fn the_roles_that_are_described_are_those_that_can_be_given() {
        for code in ["OW", "AD", "MA", "RE", "AN", "NO", "DI"] {
            let role = MemberRole::from_code(code).expect("a role");
            let told = |codes: Vec<String>| codes.iter().any(|told| told == code);
            assert!(told(described::<Role>()));
            let offered = InvitedRole::new(role).is_ok();
            assert_eq!(told(described::<RoleOffered>()), offered, "{code}");
            let by_default = DefaultRole::new(role).is_ok();
            assert_eq!(told(described::<RoleByDefault>()), by_default, "{code}");
        }
    }
}
