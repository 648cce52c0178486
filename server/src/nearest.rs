//! Did you mean: the known word that is nearest to one that is not known.

/// The candidate nearest to `word` by edits of single characters, if it is near enough to be meant: at most a third of the longer one's length, at least one.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().collect();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other: Vec<char> = candidate.chars().collect();
            let far = (word.len().max(other.len()) / 3).max(1);
            Some((distance(&word, &other), candidate)).filter(|(d, _)| *d <= far)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, row by row.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            left = here;
            *cell = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_near() {
        let keys = ["shop", "time_zone", "connectors", "settings"];
        assert_eq!(nearest("conectors", keys), Some("connectors"));
        assert_eq!(nearest("timezone", keys), Some("time_zone"));
        assert_eq!(nearest("shpo", keys), None);
        assert_eq!(nearest("shops", keys), Some("shop"));
        assert_eq!(nearest("价保", ["价保天数", "价格"]), Some("价格"));
        assert_eq!(nearest("database", keys), None);
    }
}
