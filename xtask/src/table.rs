//! Plain tables for the terminal: a head, rows, columns as wide as they need to be.

/// Prints the table; the first column is aligned left, the last is free text, those between are aligned right.
pub(crate) fn print(head: &[&str], rows: &[Vec<String>]) {
    print!("\n{}", render(head, rows));
}

fn render(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            std::iter::once(&head)
                .chain(rows)
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in std::iter::once(&head).chain(rows) {
        let last = row.len() - 1;
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| match column {
                0 => format!("{cell:<width$}"),
                _ if column == last => cell.clone(),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            vec!["domain".to_owned(), "120".to_owned(), String::new()],
            vec!["http".to_owned(), "7".to_owned(), "one ignored".to_owned()],
        ];
        let expected = "suite   passed  why\ndomain     120\nhttp         7  one ignored\n";
        assert_eq!(render(&["suite", "passed", "why"], &rows), expected);
    }
}
