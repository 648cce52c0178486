//! The nearest of several words to one that was mistyped.

/// Longer words are not mistyped keywords or names, and comparing costs the product of the lengths.
const LONGEST: usize = 64;

/// The word among `words` that needs the fewest edits of single characters to become `word`; none where all are too far.
///
/// An edit inserts, deletes or replaces a character, or swaps two neighbours. Words of one or two characters allow one edit,
/// longer ones a third of their length.
#[must_use]
pub fn nearest<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let length = word.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    let allowed = (length / 3).max(1);
    words
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|&(edits, candidate)| edits <= allowed && edits < candidate.chars().count().max(length))
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, candidate)| candidate)
}

/// The number of edits between two words (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last = None;
    for (i, x) in a.chars().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut edits =
                (at(&above, j) + usize::from(x != y)).min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = j > 0 && last == Some(y) && b.get(j - 1) == Some(&x);
            if swapped {
                edits = edits.min(at(&before, j - 1) + 1);
            }
            row.push(edits);
        }
        before = std::mem::replace(&mut above, row);
        last = Some(x);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_by_characters() {
        let words = ["转到", "转人工", "取消流程", "goto", "handoff"];
        let cases = [
            ("转道", Some("转到")),
            ("取消留程", Some("取消流程")),
            ("gtoo", Some("goto")),
            ("说明", None),
            ("转", Some("转到")),
        ];
        for (word, near) in cases {
            assert_eq!(nearest(word, words), near, "{word}");
        }
    }
}
