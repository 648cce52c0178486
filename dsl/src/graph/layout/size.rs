//! How large boxes and labels are: their lines, broken and measured.

use super::super::diagram::{Node, Voice};
use super::super::measure::{cut, wrap};
use unicode_width::UnicodeWidthChar;

/// Text in a box or on an arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// Its lines.
    pub(crate) lines: Vec<TextLine>,
    /// Width with its padding.
    pub(crate) width: i32,
    /// Height with its padding.
    pub(crate) height: i32,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextLine {
    /// Its words.
    pub(crate) text: String,
    /// How it is set.
    pub(crate) style: Style,
}

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// The name of a box.
    Title,
    /// What it does.
    Plain,
    /// What the customer reads.
    Spoken,
    /// On an arrow.
    Label,
}

impl Style {
    /// Size of the font.
    pub(crate) fn font(self) -> i32 {
        match self {
            Self::Title => 15,
            Self::Plain => 13,
            Self::Spoken | Self::Label => 12,
        }
    }

    /// Height of a line.
    pub(crate) fn line(self) -> i32 {
        match self {
            Self::Title => 22,
            Self::Plain => 19,
            Self::Spoken => 18,
            Self::Label => 16,
        }
    }

    /// Width of a text. A Chinese character is as wide as the font is high; of Latin letters the wide ones are assumed, for fonts differ.
    pub(crate) fn width(self, text: &str) -> i32 {
        let font = self.font();
        let narrow = (font * 3 + 2) / 5;
        let wide = |c: char| match c.width_cjk() {
            Some(0) | None => 0,
            Some(1) if matches!(c, 'm' | 'w' | 'M' | 'W' | '%' | '@') => font,
            Some(1) => narrow,
            Some(_) => font,
        };
        text.chars().map(wide).fold(0, i32::saturating_add)
    }
}

/// Columns after which a line in a box is broken: fourteen Chinese characters.
const BOX_COLUMNS: usize = 28;
/// Columns after which a title is broken.
const TITLE_COLUMNS: usize = 24;
/// Columns after which a label is broken.
const LABEL_COLUMNS: usize = 20;

fn broken(text: &str, columns: usize, style: Style) -> Vec<TextLine> {
    let (most, mut lines) = match style {
        Style::Spoken => (2, even(text, columns)),
        Style::Label => (4, wrap(text, columns)),
        _ => (3, wrap(text, columns)),
    };
    if lines.len() > most {
        lines.truncate(most - 1);
        let behind =
            |rest, line: &String| str::split_once(rest, line.as_str()).map_or(rest, |(_, behind)| behind);
        lines.push(cut(lines.iter().fold(text, behind).trim_start(), columns));
    }
    lines.into_iter().map(|text| TextLine { text, style }).collect()
}

/// Breaks a text into as few lines as it needs, of nearly one width: no single character is left on the last.
fn even(text: &str, columns: usize) -> Vec<String> {
    let lines = wrap(text, columns);
    let narrower = (columns * 2 / 3..columns).map(|most| wrap(text, most)).find(|l| l.len() == lines.len());
    if lines.len() > 1 { narrower.unwrap_or(lines) } else { lines }
}

/// The text of a box.
pub(super) fn of_node(node: &Node) -> Text {
    let mut lines = broken(&node.title, TITLE_COLUMNS, Style::Title);
    if node.kind.is_round() && node.lines.is_empty() {
        lines.iter_mut().for_each(|l| l.style = Style::Plain);
    }
    for line in &node.lines {
        let style = if line.voice == Voice::Shop { Style::Spoken } else { Style::Plain };
        lines.extend(broken(&line.text, BOX_COLUMNS, style));
    }
    let (pad_x, pad_y, least) = if node.kind.is_round() { (16, 6, 56) } else { (14, 9, 132) };
    padded(lines, pad_x, pad_y, least, 30)
}

/// The text on an arrow; none for one without labels.
pub(super) fn of_labels(labels: &[String]) -> Option<Text> {
    let lines: Vec<TextLine> = labels.iter().flat_map(|l| broken(l, LABEL_COLUMNS, Style::Label)).collect();
    (!lines.is_empty()).then(|| padded(lines, 5, 2, 0, 0))
}

fn padded(lines: Vec<TextLine>, pad_x: i32, pad_y: i32, least_width: i32, least_height: i32) -> Text {
    let width = lines.iter().map(|l| l.style.width(&l.text)).max().unwrap_or_default();
    let height: i32 = lines.iter().map(|l| l.style.line()).sum();
    // Even, so that a middle is a whole number.
    let even = |n: i32| n + n % 2;
    Text {
        lines,
        width: even((width + 2 * pad_x).max(least_width)),
        height: even((height + 2 * pad_y).max(least_height)),
    }
}
