//! What somebody may have meant: the nearest of the known names to one that is not known.

/// `` did you mean `say`? `` for the known name nearest to `word`, if one is near enough to be a slip.
pub(super) fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|name| format!("did you mean `{name}`?"))
}

/// [`hint`], or a list of what there is when nothing is near.
pub(super) fn hint_or_list<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    hint(word, known.iter().copied()).or_else(|| {
        let list: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
        (!list.is_empty()).then(|| format!("there are {}", list.join(", ")))
    })
}

fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(word, name), name))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, name)| name)
}

/// How many letters have to be put in, taken out, replaced or swapped with their neighbour (optimal string
/// alignment distance).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // A name is short; a long string is no slip for one and is not worth a table.
    if a.len().abs_diff(b.len()) > 8 || a.len() > 64 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_what_was_meant() {
        let known = ["say", "think", "urge"];
        assert_eq!(hint("sya", known), Some("did you mean `say`?".into()));
        assert_eq!(hint("thnik", known), Some("did you mean `think`?".into()));
        assert_eq!(hint("deny", known), None);
        assert_eq!(hint_or_list("deny", known), Some("there are `say`, `think`, `urge`".into()));
    }
}
