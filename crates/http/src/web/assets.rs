//! Style sheet, scripts and icon: embedded in the binary, and served under a path that names their content,
//! so that a browser may keep them for ever.

use std::sync::LazyLock;

use poem::http::{StatusCode, header};
use poem::web::Path;
use poem::{Response, handler};
use sha2::{Digest as _, Sha256};

struct Asset {
    name: &'static str,
    media: &'static str,
    body: &'static str,
}

const ASSETS: [Asset; 14] = [
    Asset {
        name: "muster.css",
        media: "text/css; charset=utf-8",
        body: include_str!("../../assets/muster.css"),
    },
    Asset {
        name: "icon.svg",
        media: "image/svg+xml",
        body: include_str!("../../assets/icon.svg"),
    },
    script("muster.js", include_str!("../../assets/muster.js")),
    script("addresses.js", include_str!("../../assets/addresses.js")),
    script("bulk.js", include_str!("../../assets/bulk.js")),
    script("copy.js", include_str!("../../assets/copy.js")),
    script("dialog.js", include_str!("../../assets/dialog.js")),
    script("license.js", include_str!("../../assets/license.js")),
    script("page.js", include_str!("../../assets/page.js")),
    script("panel.js", include_str!("../../assets/panel.js")),
    script("roles.js", include_str!("../../assets/roles.js")),
    script("search.js", include_str!("../../assets/search.js")),
    script("times.js", include_str!("../../assets/times.js")),
    script("toast.js", include_str!("../../assets/toast.js")),
];

/// A module of the pages' script. They name each other by `./`, so all of one version go together.
const fn script(name: &'static str, body: &'static str) -> Asset {
    Asset {
        name,
        media: "text/javascript; charset=utf-8",
        body,
    }
}

/// One word for the content of all assets.
static CONTENT: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for asset in &ASSETS {
        digest.update(asset.body);
    }
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = digest.finalize().into();
    format!("{:016x}", u64::from_be_bytes([a, b, c, d, e, f, g, h]))
});

/// The path of an asset, without the public prefix.
pub(super) fn path(name: &str) -> String {
    format!("/assets/{}/{name}", *CONTENT)
}

/// Serves an asset. Asked for by the name of other content, as pages of another version do while
/// servers are being replaced, it is served without being kept.
#[handler]
pub(super) fn serve(Path((content, name)): Path<(String, String)>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into();
    };
    let keep = if content == *CONTENT {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Response::builder()
        .content_type(asset.media)
        .header(header::CACHE_CONTROL, keep)
        .body(asset.body)
}
