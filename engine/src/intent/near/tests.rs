//! Measured on 39 intents of customer service: ten sentences each are examples, five are asked.

use super::*;
use crate::intent::normal;

/// Intent by number, and its sentences.
fn sentences() -> Vec<(usize, usize, String)> {
    let mut all = Vec::new();
    let (mut intent, mut place) = (0, 0);
    for line in
        include_str!("../../../tests-data/utterances.yaml").lines().filter(|line| !line.starts_with('#'))
    {
        match line.strip_prefix("- ") {
            Some(sentence) => {
                all.push((intent, place, normal(sentence.trim_matches(['"', '\'']))));
                place += 1;
            }
            None => (intent, place) = (intent + 1, 0),
        }
    }
    all
}

/// How many of a test set come out first, and its size.
fn measure(train: &[(usize, String)], test: &[(usize, String)], knobs: Knobs) -> (usize, usize) {
    let index = Index::new(train, &BTreeSet::new(), knobs);
    let first = |text: &str| {
        let near = index.near(text, &index.segment(text));
        let best = near.into_iter().max_by_key(|n| (n.score, std::cmp::Reverse(n.example)))?;
        train.get(best.example).map(|(intent, _)| *intent)
    };
    let right = test.iter().filter(|(intent, text)| first(text) == Some(*intent)).count();
    (right, test.len())
}

#[test]
fn held_out_sentences_find_their_intent() {
    let of = |places: std::ops::Range<usize>| -> Vec<(usize, String)> {
        let rows = sentences().into_iter().filter(|(_, place, _)| places.contains(place));
        rows.map(|(intent, _, text)| (intent, text)).collect()
    };
    let (right, all) = measure(&of(0..10), &of(10..15), KNOBS);
    assert_eq!(all, 39 * 5);
    assert!(right >= 94, "only {right} of {all}");
}
