//! `cargo xtask openapi`: keeps `docs/openapi.json` what the server itself says.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::{command, workspace};

pub(crate) fn write() -> Result<()> {
    let path = path();
    fs::write(&path, served()?).with_context(|| format!("writing {}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}

pub(crate) fn check() -> Result<()> {
    let path = path();
    let kept = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let served = served()?;
    if let Some((line, kept, served)) = first_difference(&kept, &served) {
        println!("docs/openapi.json:{line}: kept `{kept}`, the server says `{served}`");
    }
    ensure!(
        kept == served,
        "docs/openapi.json is not what the server says; run `cargo xtask openapi`"
    );
    Ok(())
}

fn path() -> PathBuf {
    workspace::root().join("docs/openapi.json")
}

fn served() -> Result<String> {
    let text = command::output(command::cargo().args([
        "run",
        "--quiet",
        "--package=muster-app",
        "--",
        "openapi",
    ]))?;
    Ok(format!("{}\n", text.trim_end()))
}

fn first_difference<'a>(kept: &'a str, served: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let (mut kept, mut served) = (kept.lines(), served.lines());
    (1..).find_map(|line| match (kept.next(), served.next()) {
        (None, None) => Some(None),
        (kept, served) if kept == served => None,
        (kept, served) => Some(Some((
            line,
            kept.unwrap_or_default().trim(),
            served.unwrap_or_default().trim(),
        ))),
    })?
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_differs_is_told() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some((2, "b", "c")));
        assert_eq!(first_difference("a\n", "a\nc\n"), Some((2, "", "c")));
    }
}
