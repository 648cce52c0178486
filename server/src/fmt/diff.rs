//! The first places in which two texts differ, line by line.

/// At most so many places are shown.
const PLACES: usize = 3;
/// At most so many lines of either text are shown in one place.
const LINES: usize = 4;
/// How far ahead two texts may meet again.
const AHEAD: usize = 200;

/// A place: the lines that differ from line `at` of the old text on.
struct Place<'t> {
    at: usize,
    old: &'t [&'t str],
    new: &'t [&'t str],
}

/// The first places in which `new` differs from `old`, as `@ line`, `- old` and `+ new`, indented by two columns.
pub(super) fn diff(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let places = places(&old, &new);
    let mut text = String::new();
    for place in places.iter().take(PLACES) {
        text.push_str(&format!("  @ {}\n", place.at + 1));
        add(&mut text, '-', place.old);
        add(&mut text, '+', place.new);
    }
    if places.len() > PLACES {
        text.push_str("  …\n");
    }
    text
}

/// The lines of a text; the last may lack its end, and any may end in `\r`.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn places<'t>(old: &'t [&'t str], new: &'t [&'t str]) -> Vec<Place<'t>> {
    let mut places = Vec::new();
    let (mut a, mut b) = (0, 0);
    while places.len() <= PLACES {
        while old.get(a).is_some() && old.get(a) == new.get(b) {
            (a, b) = (a + 1, b + 1);
        }
        let (left, right) = (old.get(a..).unwrap_or_default(), new.get(b..).unwrap_or_default());
        if left.is_empty() && right.is_empty() {
            break;
        }
        let (skip_old, skip_new) = meet(left, right);
        let place = Place {
            at: a,
            old: left.get(..skip_old).unwrap_or_default(),
            new: right.get(..skip_new).unwrap_or_default(),
        };
        places.push(place);
        (a, b) = (a + skip_old, b + skip_new);
    }
    places
}

/// After how many lines of either the two go on alike, with as few of both as can be; blank lines do not count.
fn meet(old: &[&str], new: &[&str]) -> (usize, usize) {
    for both in 1..AHEAD {
        for skip_old in 0..=both {
            let alike = |line: &&&str| new.get(both - skip_old) == Some(line) && !line.trim().is_empty();
            if old.get(skip_old).is_some_and(|line| alike(&line)) {
                return (skip_old, both - skip_old);
            }
        }
    }
    (old.len(), new.len())
}

fn add(text: &mut String, mark: char, lines: &[&str]) {
    for line in lines.iter().take(LINES) {
        // What differs only in the end of a line would look alike.
        let shown =
            line.trim_end_matches('\n').replace('\r', "␍").replace('\t', "␉").replace('\u{FEFF}', "␣");
        text.push_str(format!("  {mark} {shown}").trim_end());
        text.push('\n');
    }
    if lines.len() > LINES {
        text.push_str(&format!("  {mark} …\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn places_are_shown_with_the_lines_of_both_texts() {
        let cases = [
            ("a\nb\nc\n", "a\nB\nc\n", "  @ 2\n  - b\n  + B\n"),
            ("a\nc\n", "a\nb\nc\n", "  @ 2\n  + b\n"),
            ("a\r\nb\n", "a\nb\n", "  @ 1\n  - a␍\n  + a\n"),
            ("a", "a\n", "  @ 1\n  - a\n  + a\n"),
            ("1\n2\n3\n4\n5\n6\n", "z\n", "  @ 1\n  - 1\n  - 2\n  - 3\n  - 4\n  - …\n  + z\n"),
            ("a\nx\nb\nx\nc\nx\nd\nx\n", "a\nb\nc\nd\n", "  @ 2\n  - x\n  @ 4\n  - x\n  @ 6\n  - x\n  …\n"),
            ("a\n", "a\n", ""),
        ];
        for (old, new, shown) in cases {
            assert_eq!(diff(old, new), shown, "{old:?} {new:?}");
        }
    }
}
