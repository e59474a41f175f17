//! As much of HTML as is needed to fill in forms.

/// A form of a page.
#[derive(Debug)]
pub(crate) struct Form {
    /// Where it is sent; empty for the page itself.
    pub(crate) action: String,
    /// The names of its fields, each with the value it has from the start.
    pub(crate) fields: Vec<(String, String)>,
}

/// All forms of a page, in order.
pub(crate) fn forms(page: &str) -> Vec<Form> {
    let bodies = page
        .split("<form")
        .skip(1)
        .map(|rest| rest.split("</form").next().unwrap_or(rest));
    bodies.map(form).collect()
}

fn form(body: &str) -> Form {
    let opening = body.split('>').next().unwrap_or_default();
    let tags = |name: &'static str| {
        body.split(name)
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap_or(rest))
    };
    let fields = tags("<input")
        .chain(tags("<select"))
        .chain(tags("<textarea"));
    let unchecked = |tag: &&str| tag.contains("type=\"checkbox\"") && !tag.contains(" checked");
    let fields = fields.filter(|tag| !unchecked(tag));
    let fields = fields.filter_map(|tag| {
        Some((
            attribute(tag, "name")?,
            attribute(tag, "value").unwrap_or_default(),
        ))
    });
    Form {
        action: attribute(opening, "action").unwrap_or_default(),
        fields: fields.collect(),
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescape(rest.split('"').next()?))
}

/// Turns references such as `&amp;` and `&#38;` into what they stand for.
pub(crate) fn unescape(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = part.split_once(';');
        let meant = named.and_then(|(name, rest)| Some(format!("{}{rest}", character(name)?)));
        plain.push_str(&meant.unwrap_or_else(|| format!("&{part}")));
    }
    plain
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[test]
fn forms_are_found_with_their_fields() {
    let page = r#"<form method="post" action="/a?b=1&amp;c=2"><input type="hidden" name="t" value="x&#38;y">
        <input type="checkbox" name="no"><select name="role"><option></select></form><form><input name="q"></form>"#;
    let found = forms(page);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].action, "/a?b=1&c=2");
    let fields = [
        ("t".to_owned(), "x&y".to_owned()),
        ("role".to_owned(), String::new()),
    ];
    assert_eq!(found[0].fields, fields);
}
