//! The largest source files, for a reader to ask whether each still holds one idea.

use super::File;

const SHOWN: usize = 8;

pub(super) fn print<'a>(files: impl Iterator<Item = &'a File>) {
    let mut sizes: Vec<(usize, &str)> = files
        .map(|file| (file.text.lines().count(), file.path.as_str()))
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    println!("largest of {} source files:", sizes.len());
    for (lines, path) in sizes.iter().take(SHOWN) {
        println!("{lines:>6} lines  {path}");
    }
}
