//! How long a request may be.

/// The longest body that is read.
const LONGEST: usize = 1024 * 1024;
/// The longest one with a list of addresses: 10,000 of 255 characters, with what stands between them.
const LONGEST_LIST: usize = 4 * 1024 * 1024;

/// The longest body that is read on this path, in bytes.
pub(super) fn body_limit(path: &str) -> usize {
    match path {
        "/api/invite/send-email" | "/organization/invitations" => LONGEST_LIST,
        _ => LONGEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::address_list::MAX_ENTRIES;
    use muster_domain::model::email::EmailAddress;

    #[test]
    fn the_longest_list_fits_as_json_and_as_a_form() {
        let between = "%40".len() + "%0D%0A".len();
        let list = MAX_ENTRIES * (EmailAddress::MAX_CHARS + between);
        assert!(list < body_limit("/api/invite/send-email"));
        assert!(list < body_limit("/organization/invitations"));
        assert!(list > body_limit("/api/organization"));
    }
}
