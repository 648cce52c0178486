//! Texts in quotes, regular expressions, and words that stand without quotes.

use crate::ast::{Template, TemplatePart};
use crate::keywords::Family;
use crate::layout;

use super::Printer;

impl Printer<'_> {
    /// A text with its holes, in quotes.
    pub(super) fn template(&self, template: &Template) -> String {
        in_quotes(&self.holes(template))
    }

    /// A text with its holes, without quotes.
    pub(super) fn holes(&self, template: &Template) -> String {
        let mut written = String::new();
        for part in &template.parts {
            match part {
                TemplatePart::Text(text) => escape(text, &['\\', '{', '}'], &mut written),
                TemplatePart::Hole(path, filter) => {
                    let filter = filter.as_ref().map(|f| self.of(Family::Filter, &f.node));
                    written.push('{');
                    written.push_str(&self.path(path));
                    written.extend(filter.iter().flat_map(|filter| ["|", filter]));
                    written.push('}');
                }
            }
        }
        written
    }
}

/// A text without holes, in quotes.
pub(super) fn verbatim(text: &str) -> String {
    let mut written = String::new();
    escape(text, &['\\'], &mut written);
    in_quotes(&written)
}

fn escape(text: &str, marks: &[char], out: &mut String) {
    for c in text.chars() {
        if marks.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Puts quotes round a text in which escapes are written: `"…"`, or `“…”` where it holds a `"` and no quote of a pair.
fn in_quotes(written: &str) -> String {
    if !written.contains('"') {
        return format!("\"{written}\"");
    }
    if !written.contains(['“', '”', '「', '」']) {
        return format!("“{written}”");
    }
    format!("\"{}\"", written.replace('"', "\\\""))
}

/// A regular expression between slashes.
pub(super) fn regex(pattern: &str) -> String {
    format!("/{}/", pattern.replace('/', "\\/"))
}

/// A word of a rule or a synonym: in quotes where it could not be read without them.
pub(super) fn bare(word: &str) -> String {
    let plain =
        |c: char| layout::fold(c) == c && !"\"“”「」()[]{}#,。\\".contains(c) && !layout::is_marked(c);
    let words = word.trim() == word && !word.is_empty();
    if words && word.chars().all(plain) { word.to_owned() } else { verbatim(word) }
}
