//! Kinds of seat, of which there is one.

use poem_openapi::Enum;

use crate::edge::Fields;

/// Kinds of seat, which are the same here. There are no view-only ones.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum UserType {
    Standard,
    Flex,
}

/// Refuses the kind that there is not. Whoever asked for it would otherwise believe that no seat is taken.
pub(super) fn seat_type(fields: &mut Fields) {
    fields.parsed("user_type", |word| match word {
        "standard" | "flex" => Ok(()),
        "viewonly" => Err(
            "There are no view-only seats. Leave this field away; the role NO takes no seat."
                .to_owned(),
        ),
        _ => Err(format!("\"{word}\" is not a valid choice.")),
    });
}
