//! Tables of knowledge: tab-separated, a header row, a `source` for every line. Nothing is quoted or escaped, so that
//! any editor and any spreadsheet can write them; a cell holds no tab.

use crate::error::{Error, Finding};

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a, const N: usize> {
    /// Line in the file, from 1.
    pub line: usize,
    /// The cells in the order of the columns that were asked for.
    pub cells: [&'a str; N],
}

/// The rows of a table that has exactly these columns, in this order, the last of them `source`.
///
/// Empty lines and lines that begin with `#` are passed over.
///
/// # Errors
///
/// Names every row with a wrong number of cells or without a source.
pub(crate) fn rows<'a, const N: usize>(
    path: &str,
    table: &'a str,
    columns: [&str; N],
) -> Result<Vec<Row<'a, N>>, Error> {
    let finding = |line, message: String| Finding {
        path: path.to_owned(),
        line,
        column: 1,
        message,
        hint: Some(format!("columns: {}", columns.join(", "))),
    };
    let (mut rows, mut findings, mut header) = (Vec::new(), Vec::new(), false);
    for (i, line) in table.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let Ok(cells) = <[&str; N]>::try_from(cells.as_slice()) else {
            findings.push(finding(i + 1, format!("{} cells under {N} columns", cells.len())));
            continue;
        };
        if !header {
            header = true;
            if cells != columns {
                return Err(Error::of(vec![finding(i + 1, "the header has other columns".to_owned())]));
            }
        } else if cells[N - 1].is_empty() {
            findings.push(finding(i + 1, "no source".to_owned()));
        } else {
            rows.push(Row { line: i + 1, cells });
        }
    }
    if !header {
        findings.push(finding(1, "no header".to_owned()));
    }
    if findings.is_empty() { Ok(rows) } else { Err(Error::of(findings)) }
}

/// The error of one row.
pub(crate) fn wrong(path: &str, line: usize, message: impl Into<String>, hint: Option<String>) -> Error {
    Error::of(vec![Finding { path: path.to_owned(), line, column: 1, message: message.into(), hint }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_with_their_lines_and_comments_are_passed_over() {
        let rows = rows("t.tsv", "# made by hand\na\tsource\n\n1\town\n", ["a", "source"]).unwrap();
        let found: Vec<_> = rows.iter().map(|r| (r.line, r.cells)).collect();
        assert_eq!(found, [(4, ["1", "own"])]);
    }

    #[test]
    fn every_wrong_row_is_named() {
        let error = rows("t.tsv", "a\tsource\n1\n2\t\n3\town\n", ["a", "source"]).unwrap_err().to_string();
        assert_eq!(
            error,
            "t.tsv:2:1: 1 cells under 2 columns\n  hint: columns: a, source\n\
             t.tsv:3:1: no source\n  hint: columns: a, source"
        );
        let error = rows("t.tsv", "b\tsource\n", ["a", "source"]).unwrap_err().to_string();
        assert_eq!(error, "t.tsv:1:1: the header has other columns\n  hint: columns: a, source");
    }
}
