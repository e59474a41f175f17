//! The areas of the server, told by the path: they differ in how they answer and what they ask for.

/// To which area a path belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// The JSON API.
    Api,
    /// Health, counts, assets and the API's description: open to all, the same for all.
    Open,
    /// Pages for people.
    Page,
}

impl Area {
    /// The area of a path without the public prefix.
    pub(super) fn of(path: &str) -> Self {
        let first = path.trim_start_matches('/').split('/').next();
        match first.unwrap_or_default() {
            "api" => Self::Api,
            "assets" | "docs" | "health" | "metrics" | "ready" => Self::Open,
            _ => Self::Page,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Area;

    #[test]
    fn the_first_segment_tells() {
        assert_eq!(Area::of("/api/version"), Area::Api);
        assert_eq!(Area::of("/api"), Area::Api);
        assert_eq!(Area::of("/apis"), Area::Page);
        assert_eq!(Area::of("/"), Area::Page);
        assert_eq!(Area::of("/health"), Area::Open);
        assert_eq!(Area::of("/metrics"), Area::Open);
    }
}
