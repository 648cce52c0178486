//! How things look in the terminal: colours, bubbles, buttons, boxes and tables, as text.

use super::width::{columns, pad, wrap};

/// What the terminal is given to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Words only, one line a line: for scripts, logs and screen readers.
    Plain,
    /// Bars, boxes and colours in a terminal of this many columns.
    Rich(usize),
}

/// The widest a bubble gets, however wide the terminal is.
const WIDEST: usize = 72;

impl Look {
    /// What the shop says: one bubble of one or more lines.
    #[must_use]
    pub fn bubble(self, lines: &[String]) -> String {
        match self {
            Self::Plain => {
                let marks = std::iter::once("店: ").chain(std::iter::repeat("  | "));
                lines
                    .iter()
                    .zip(marks)
                    .map(|(line, mark)| format!("{mark}{line}"))
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            Self::Rich(_) => {
                let bar = self.paint("36", "┃");
                let rows = lines.iter().flat_map(|line| wrap(line, self.width() - 2));
                rows.map(|row| format!("{bar} {row}")).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// Buttons with their numbers, as many in a row as fit.
    #[must_use]
    pub fn buttons(self, labels: &[(usize, String)]) -> String {
        let mut rows: Vec<String> = Vec::new();
        let mut used = 0;
        for (number, label) in labels {
            let (mark, wide) = (format!("[{number}]"), columns(label) + number.to_string().len() + 3);
            let button = format!("{} {label}", self.paint("36;1", &mark));
            match rows.last_mut() {
                Some(row) if used + 2 + wide <= self.width() => {
                    row.push_str(&format!("  {button}"));
                    used += 2 + wide;
                }
                _ => {
                    rows.push(format!("  {button}"));
                    used = 2 + wide;
                }
            }
        }
        rows.join("\n")
    }

    /// A card: its title, then its lines, in a box.
    #[must_use]
    pub fn card(self, title: &str, lines: &[String]) -> String {
        let inner = self.width() - 6;
        let title = wrap(title, inner);
        let lines: Vec<String> = lines.iter().flat_map(|line| wrap(line, inner)).collect();
        if self == Self::Plain {
            return title.iter().chain(&lines).map(|l| format!("  ▏{l}")).collect::<Vec<_>>().join("\n");
        }
        let wide = title.iter().chain(&lines).map(|l| columns(l)).max().unwrap_or(0);
        let rule = "─".repeat(wide + 2);
        let row = |text: &str, shown: &str| format!("  │ {shown}{} │", " ".repeat(wide - columns(text)));
        let mut rows = vec![format!("  ╭{rule}╮")];
        rows.extend(title.iter().map(|l| row(l, &self.paint("1", l))));
        if !lines.is_empty() {
            rows.push(format!("  ├{rule}┤"));
        }
        rows.extend(lines.iter().map(|l| row(l, l)));
        rows.push(format!("  ╰{rule}╯"));
        rows.join("\n")
    }

    /// Rows of cells, each column as wide as its widest cell.
    #[must_use]
    pub fn table(self, rows: &[Vec<String>]) -> String {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let wide =
            |n: usize| rows.iter().filter_map(|row| row.get(n)).map(|cell| columns(cell)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count).map(wide).collect();
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, wide)| pad(cell, *wide)).collect();
            format!("  {}", cells.join("  ")).trim_end().to_owned()
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// A line beside the conversation: notes to the operator, hand-offs, answers to commands.
    #[must_use]
    pub fn aside(self, text: &str) -> String {
        text.lines().map(|line| self.paint("2", line)).collect::<Vec<_>>().join("\n")
    }

    /// What went wrong, for the operator.
    #[must_use]
    pub fn note(self, text: &str) -> String {
        self.paint("2;33", &format!("※ {text}"))
    }

    fn width(self) -> usize {
        match self {
            Self::Plain => WIDEST,
            Self::Rich(columns) => columns.clamp(20, WIDEST),
        }
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Rich(_) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::width::columns;
    use super::Look;

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
        let narrow = bare(&Look::Rich(30).buttons(&labels));
        assert_eq!(narrow, "  [1] 质量问题  [2] 发错货\n  [3] 尺码不合适  [4] 不喜欢");
    }

    #[test]
    fn the_right_edge_of_a_card_is_straight() {
        let lines = [
            "工单 T-0001 · 退货退款".to_owned(),
            "查看进度 → shop://after-sale/T-0001，很长很长很长很长很长很长".to_owned(),
        ];
        for width in [20, 40, 80, 200] {
            let card = bare(&Look::Rich(width).card("退货进度", &lines));
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
}
