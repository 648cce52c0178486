//! How things look in the terminal: colours, bubbles, buttons, boxes and tables, as text.
//!
//! Whatever is shown may come from a customer, a script or a system: no character of it moves the cursor, only the colours set here do.

use super::width::{columns, pad, wrap};
use huashu_engine::render::line as clean;

/// What the terminal is given to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Words only, one line a line: for scripts, logs and screen readers.
    Plain,
    /// Bars, boxes and tables in a terminal of this many columns.
    Rich(usize, Ink),
}

/// Whether a rich terminal shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// It does.
    Colour,
    /// It does not: `NO_COLOR` is set.
    Mono,
}

/// The widest a bubble gets, however wide the terminal is.
const WIDEST: usize = 76;
/// Where the words of a bubble begin: behind `店 ┃ `, under the words behind `您 ❯ `.
const INDENT: usize = 5;

const ACCENT: &str = "36";
const CHIP: &str = "7;36";
const STRONG: &str = "1";
const FAINT: &str = "2";
const WARNING: &str = "33";

impl Look {
    /// What the shop says: one bubble of one or more lines.
    #[must_use]
    pub fn bubble(self, lines: &[String]) -> String {
        let lines: Vec<String> = lines.iter().map(|line| clean(line)).collect();
        if self == Self::Plain {
            let marks = std::iter::once("店: ").chain(std::iter::repeat("  | "));
            return lines
                .iter()
                .zip(marks)
                .map(|(line, mark)| format!("{mark}{line}"))
                .collect::<Vec<_>>()
                .join("\n");
        }
        let marks = std::iter::once("店").chain(std::iter::repeat("  "));
        let bar = self.paint(ACCENT, "┃");
        let rows = lines.iter().flat_map(|line| wrap(line, self.width() - INDENT));
        rows.zip(marks)
            .map(|(row, mark)| format!("{} {bar} {row}", self.paint(ACCENT, mark)))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Buttons with their numbers, as many in a row as fit. A label that is longer than a row goes on under its beginning.
    #[must_use]
    pub fn buttons(self, labels: &[(usize, String)]) -> String {
        let mut rows: Vec<String> = Vec::new();
        let mut used = 0;
        for (number, label) in labels {
            let mark = self.chip(*number);
            let behind = self.indent() + columns(&format!("[{number}] "));
            let lines = wrap(&clean(label), self.width().saturating_sub(behind));
            let wide = behind - self.indent() + lines.iter().map(|line| columns(line)).max().unwrap_or(0);
            let button = format!("{mark} {}", lines.join(&format!("\n{}", " ".repeat(behind))));
            match rows.last_mut() {
                Some(row) if used + 2 + wide <= self.width() && lines.len() == 1 => {
                    row.push_str(&format!("  {button}"));
                    used += 2 + wide;
                }
                _ => {
                    rows.push(format!("{}{button}", " ".repeat(self.indent())));
                    used = self.indent() + wide;
                }
            }
        }
        rows.join("\n")
    }

    /// Cards, as many beside each other as fit: the title of each, then its lines, in a box.
    #[must_use]
    pub fn cards(self, cards: &[(String, Vec<String>)]) -> String {
        let boxes =
            cards.iter().map(|(title, lines)| Boxed::new(title, lines, self.width() - self.indent() - 4));
        if self == Self::Plain {
            let lines = boxes.flat_map(|card| card.title.into_iter().chain(card.lines));
            return lines.map(|line| format!("  ▏{line}")).collect::<Vec<_>>().join("\n");
        }
        let mut shelves: Vec<Vec<Boxed>> = Vec::new();
        for card in boxes {
            let full = |shelf: &Vec<Boxed>| {
                let wide: usize = shelf.iter().map(|beside| beside.wide + 5).sum();
                self.indent() + wide + card.wide + 4 > self.width()
            };
            match shelves.last_mut() {
                Some(shelf) if !full(shelf) => shelf.push(card),
                _ => shelves.push(vec![card]),
            }
        }
        shelves.iter().map(|shelf| self.shelf(shelf)).collect::<Vec<_>>().join("\n")
    }

    /// Boxes beside each other, all as high as the highest.
    fn shelf(self, cards: &[Boxed]) -> String {
        let title = cards.iter().map(|card| card.title.len()).max().unwrap_or(0);
        let lines = cards.iter().map(|card| card.lines.len()).max().unwrap_or(0);
        let drawn: Vec<Vec<String>> = cards.iter().map(|card| card.draw(self, title, lines)).collect();
        let height = drawn.first().map_or(0, Vec::len);
        let row = |n: usize| {
            let beside: Vec<&str> = drawn.iter().filter_map(|card| card.get(n)).map(String::as_str).collect();
            format!("{}{}", " ".repeat(self.indent()), beside.join(" "))
        };
        (0..height).map(row).collect::<Vec<_>>().join("\n")
    }

    /// Rows of cells, each column as wide as its widest cell. Where that is wider than the terminal, the widest column is wrapped.
    #[must_use]
    pub fn table(self, rows: &[Vec<String>]) -> String {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let wide =
            |n: usize| rows.iter().filter_map(|row| row.get(n)).map(|cell| columns(cell)).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..count).map(wide).collect();
        let all = widths.iter().sum::<usize>() + 2 * count;
        if let Self::Rich(room, _) = self
            && let Some(widest) = widths.iter_mut().max()
        {
            *widest = widest.saturating_sub(all.saturating_sub(room)).max(8);
        }
        let line = |row: &Vec<String>| {
            let cells: Vec<Vec<String>> =
                row.iter().zip(&widths).map(|(cell, wide)| wrap(cell, *wide)).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            let nth = |n: usize| {
                let cells = cells.iter().zip(&widths);
                let cells = cells.map(|(lines, wide)| pad(lines.get(n).map_or("", String::as_str), *wide));
                format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
            };
            (0..height).map(nth).collect::<Vec<_>>().join("\n")
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// A line beside the conversation: notes to the operator, hand-offs, answers to commands.
    #[must_use]
    pub fn aside(self, text: &str) -> String {
        text.lines().map(|line| self.paint(FAINT, &clean(line))).collect::<Vec<_>>().join("\n")
    }

    /// What went wrong, for the operator.
    #[must_use]
    pub fn note(self, text: &str) -> String {
        self.paint(WARNING, &clean(&format!("※ {text}")))
    }

    /// The words that matter most.
    #[must_use]
    pub fn strong(self, text: &str) -> String {
        self.paint(STRONG, &clean(text))
    }

    /// What stands before the line that is typed.
    #[must_use]
    pub fn prompt(self) -> &'static str {
        match self {
            Self::Plain => "客: ",
            Self::Rich(..) => "您 ❯ ",
        }
    }

    fn chip(self, number: usize) -> String {
        match self {
            Self::Rich(_, Ink::Colour) => self.paint(CHIP, &format!(" {number} ")),
            Self::Rich(_, Ink::Mono) | Self::Plain => format!("[{number}]"),
        }
    }

    fn indent(self) -> usize {
        match self {
            Self::Plain => 2,
            Self::Rich(..) => INDENT,
        }
    }

    fn width(self) -> usize {
        match self {
            Self::Plain => WIDEST,
            Self::Rich(columns, _) => columns.clamp(20, WIDEST),
        }
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain | Self::Rich(_, Ink::Mono) => text.to_owned(),
            Self::Rich(_, Ink::Colour) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// A card in lines that fit its box.
struct Boxed {
    title: Vec<String>,
    lines: Vec<String>,
    wide: usize,
}

impl Boxed {
    fn new(title: &str, lines: &[String], room: usize) -> Self {
        let title = wrap(&clean(title), room);
        let lines: Vec<String> = lines.iter().flat_map(|line| wrap(&clean(line), room)).collect();
        let wide = title.iter().chain(&lines).map(|line| columns(line)).max().unwrap_or(0);
        Self { title, lines, wide }
    }

    /// With a title of `title` rows and, below it, `lines` rows.
    fn draw(&self, look: Look, title: usize, lines: usize) -> Vec<String> {
        let rule = look.paint(ACCENT, &"─".repeat(self.wide + 2));
        let side = look.paint(ACCENT, "│");
        let edge = |left, right| format!("{}{rule}{}", look.paint(ACCENT, left), look.paint(ACCENT, right));
        let row = |text: Option<&String>, code: &str| {
            let text = text.map_or("", String::as_str);
            let shown = if code.is_empty() { text.to_owned() } else { look.paint(code, text) };
            format!("{side} {shown}{} {side}", " ".repeat(self.wide - columns(text)))
        };
        let mut rows = vec![edge("╭", "╮")];
        rows.extend((0..title).map(|n| row(self.title.get(n), STRONG)));
        if lines > 0 {
            rows.push(edge("├", "┤"));
        }
        rows.extend((0..lines).map(|n| row(self.lines.get(n), "")));
        rows.push(edge("╰", "╯"));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::super::width::columns;
    use super::{Ink, Look};

    fn bare(text: &str) -> String {
        let mut parts = text.split('\u{1b}');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + part.split_once('m').map_or("", |(_, rest)| rest))
    }

    #[test]
    fn plain_bubbles_read_like_conversation_files() {
        let lines = ["给您这样处理：退货退款。".to_owned(), "退款 199元。".to_owned()];
        assert_eq!(Look::Plain.bubble(&lines), "店: 给您这样处理：退货退款。\n  | 退款 199元。");
    }

    #[test]
    fn buttons_go_to_the_next_row_where_they_do_not_fit() {
        let labels: Vec<(usize, String)> =
            (1..).zip(["质量问题", "发错货", "尺码不合适", "不喜欢"].map(String::from)).collect();
        assert_eq!(Look::Plain.buttons(&labels), "  [1] 质量问题  [2] 发错货  [3] 尺码不合适  [4] 不喜欢");
        let narrow = bare(&Look::Rich(30, Ink::Colour).buttons(&labels));
        assert_eq!(narrow, "      1  质量问题   2  发错货\n      3  尺码不合适\n      4  不喜欢");
    }

    #[test]
    fn the_right_edge_of_a_card_is_straight() {
        let lines = [
            "工单 T-0001 · 退货退款".to_owned(),
            "查看进度 → shop://after-sale/T-0001，很长很长很长很长很长很长".to_owned(),
        ];
        for width in [20, 40, 80, 200] {
            let card = bare(&Look::Rich(width, Ink::Colour).cards(&[("退货进度".into(), lines.to_vec())]));
            let widths: Vec<usize> = card.lines().map(columns).collect();
            assert!(widths.windows(2).all(|pair| pair.first() == pair.last()), "{card}");
            assert!(widths.iter().all(|w| *w <= width), "{card}");
        }
    }

    #[test]
    fn columns_of_a_table_stand_under_each_other() {
        let rows = [["说法", "分数"], ["要退货", "1.00"]].map(|row| row.map(String::from).to_vec());
        assert_eq!(Look::Plain.table(&rows), "  说法    分数\n  要退货  1.00");
    }

    #[test]
    fn a_table_wraps_where_the_terminal_is_narrow() {
        let rows = [vec!["收货地址".to_owned(), "浙江省杭州市西湖区文三路 1 号".to_owned()]];
        let table = Look::Rich(26, Ink::Mono).table(&rows);
        assert_eq!(table, "  收货地址  浙江省杭州市西\n            湖区文三路 1\n            号");
    }

    #[test]
    fn cards_stand_beside_each_other_where_there_is_room() {
        let card =
            |title: &str, lines: &[&str]| (title.to_owned(), lines.iter().map(ToString::to_string).collect());
        let cards = [card("针织衫", &["199元", "有货"]), card("围巾", &["129元"])];
        let wide = Look::Rich(60, Ink::Mono).cards(&cards);
        let drawn = [
            "     ╭────────╮ ╭───────╮",
            "     │ 针织衫 │ │ 围巾  │",
            "     ├────────┤ ├───────┤",
            "     │ 199元  │ │ 129元 │",
            "     │ 有货   │ │       │",
            "     ╰────────╯ ╰───────╯",
        ];
        assert_eq!(wide, drawn.join("\n"));
        assert_eq!(Look::Rich(24, Ink::Mono).cards(&cards).lines().count(), 11);
    }

    #[test]
    fn without_colours_there_is_no_escape() {
        let look = Look::Rich(60, Ink::Mono);
        let all = [
            look.bubble(&["好".into()]),
            look.buttons(&[(1, "好".into())]),
            look.note("坏"),
            look.aside("旁"),
        ];
        assert_eq!(all.join(" "), "店 ┃ 好      [1] 好 ※ 坏 旁");
    }

    #[test]
    fn what_is_shown_cannot_move_the_cursor() {
        let evil = "\u{1b}]0;x\u{7}\u{1b}[2J红\u{9b}1m\r\u{202e}".to_owned();
        for look in [Look::Plain, Look::Rich(60, Ink::Mono)] {
            let all = [
                look.bubble(std::slice::from_ref(&evil)),
                look.buttons(&[(1, evil.clone())]),
                look.cards(&[(evil.clone(), vec![evil.clone()])]),
                look.table(&[vec![evil.clone()]]),
                look.aside(&evil),
                look.note(&evil),
                look.strong(&evil),
            ];
            let moves = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(all.iter().all(|text| text.contains('红') && !text.contains(moves)), "{all:?}");
        }
    }

    #[test]
    fn a_label_longer_than_a_row_goes_on_under_its_beginning() {
        let shown = Look::Rich(20, Ink::Mono).buttons(&[(1, "一个长长的按钮名字".into())]);
        assert_eq!(shown, "     [1] 一个长长的\n         按钮名字");
    }
}
