//! Every page, on a telephone, a tablet and a desk. `cargo xtask screenshots` keeps the pictures.

use std::path::PathBuf;

use crate::scene::Scene;
use crate::window::Window;

/// Widths of windows in pixels.
const WIDTHS: [u32; 3] = [360, 768, 1440];

/// How many pixels of the page, or of its dialog, one has to scroll sideways for.
const HIDDEN: &str = "Math.max(...[...document.querySelectorAll('html, dialog:modal')].map(e => e.scrollWidth - e.clientWidth))";

/// The folder that takes the pictures; none are taken where it is not set.
const FOLDER: &str = "MUSTER_SCREENSHOTS";

#[tokio::test]
async fn no_page_is_wider_than_its_window() {
    let folder = std::env::var_os(FOLDER).map(PathBuf::from);
    let scene = Scene::new().await;
    let mut seen = 0;
    let mut wide = Vec::new();
    scene
        .walk(async |name, window| {
            seen += 1;
            for width in WIDTHS {
                window.size(width).await;
                let hidden = window.evaluate(HIDDEN).await;
                if hidden != 0 {
                    wide.push(format!("{name} at {width}: {hidden} more"));
                }
                if let Some(folder) = &folder {
                    picture(window, folder.join(format!("{name}-{width}"))).await;
                }
            }
            window.size_of_its_own().await;
        })
        .await;
    assert!(seen > 20, "{seen} pages");
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// Keeps the page in both schemes.
async fn picture(window: &Window, path: PathBuf) {
    for scheme in ["light", "dark"] {
        window.prefers(scheme).await;
        let mut file = path.clone().into_os_string();
        file.push(format!("-{scheme}.png"));
        window.picture(file.as_ref()).await;
    }
}
