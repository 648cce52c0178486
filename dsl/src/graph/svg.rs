//! Writes a diagram as SVG: by itself in one file, light or dark as its reader is, with text that can be selected and read out.

use super::diagram::{Diagram, EdgeKind, Mark, NodeKind, Overlay};
use super::layout::{Piece, Placed, Point, Rect, Route, Style, Text, layout};
use super::legend::{self, Entry};
use crate::diagnostic::Lang;
use std::fmt::Write as _;

/// Room around the picture.
const MARGIN: i32 = 28;
/// Room between panels.
const BETWEEN: i32 = 40;
/// No picture is narrower, so that title and legend have room.
const LEAST_WIDTH: i32 = 420;

/// The diagram as SVG, with the marks of `overlay` on it.
#[must_use]
pub fn svg(diagram: &Diagram, overlay: &Overlay) -> String {
    let placed: Vec<Placed> = diagram.panels.iter().map(layout).collect();
    let inner = placed.iter().map(|p| p.width).max().unwrap_or_default().max(LEAST_WIDTH);
    let mut page = Page { out: String::new(), y: MARGIN, inner };
    page.head(diagram);
    for (panel, placed) in diagram.panels.iter().zip(&placed) {
        if !panel.title.is_empty() {
            page.line("h2", 16, 28, &panel.title);
        }
        let _ = write!(page.out, "<g transform=\"translate({MARGIN} {})\">", page.y);
        let mut drawing = Drawing { out: &mut page.out, overlay };
        drawing.panel(panel, placed);
        page.out.push_str("</g>\n");
        page.y += placed.height + BETWEEN;
    }
    if diagram.panels.iter().all(|p| p.nodes.is_empty()) {
        let nothing = if diagram.lang == Lang::Zh { "还没有流程" } else { "no flow yet" };
        page.line("sub", 14, 40, nothing);
    }
    page.legend(diagram);
    page.finish(diagram)
}

/// The text of a picture under construction.
struct Page {
    out: String,
    /// Where the next part begins.
    y: i32,
    /// Width without margins.
    inner: i32,
}

impl Page {
    fn line(&mut self, class: &str, font: i32, height: i32, text: &str) {
        let y = self.y + baseline(height, font);
        let _ =
            writeln!(self.out, "<text class=\"{class}\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escape(text));
        self.y += height;
    }

    fn head(&mut self, diagram: &Diagram) {
        let columns = usize::try_from(self.inner / 11).unwrap_or(40);
        for line in super::measure::wrap(&diagram.title, columns * 2 / 3) {
            self.line("h1", 22, 32, &line);
        }
        for line in super::measure::wrap(&diagram.subtitle, columns * 4 / 3) {
            self.line("sub", 14, 22, &line);
        }
        self.y += 16;
    }

    /// The kinds that occur, with what they mean.
    fn legend(&mut self, diagram: &Diagram) {
        let rows = [legend::nodes(diagram), legend::edges(diagram)];
        if rows.iter().all(Vec::is_empty) {
            return;
        }
        let right = MARGIN + self.inner;
        let _ =
            writeln!(self.out, "<path class=\"rule\" d=\"M{MARGIN} {0}H{right}\"/>", self.y - BETWEEN / 2);
        for row in rows.iter().filter(|r| !r.is_empty()) {
            let mut x = MARGIN;
            for entry in row {
                let width = 34 + Style::Label.width(&entry.name) + 18;
                if x > MARGIN && x + width > right {
                    (x, self.y) = (MARGIN, self.y + 24);
                }
                self.entry(entry, x);
                x += width;
            }
            self.y += 24;
        }
    }

    fn entry(&mut self, entry: &Entry, x: i32) {
        let (y, class) = (self.y, entry.class);
        let _ = match entry.is_box {
            Some(round) => write!(
                self.out,
                "<g class=\"{class}\"><rect class=\"box\" x=\"{x}\" y=\"{}\" width=\"26\" height=\"14\" rx=\"{}\"/></g>",
                y + 3,
                if round { 7 } else { 3 },
            ),
            None => write!(
                self.out,
                "<g class=\"{class}\"><path class=\"line\" d=\"M{x} {0}h20\"/><path class=\"tip\" d=\"M{1} {2}l8 4l-8 4z\"/></g>",
                y + 10,
                x + 18,
                y + 6,
            ),
        };
        let _ = writeln!(
            self.out,
            "<text class=\"s\" x=\"{}\" y=\"{}\">{}</text>",
            x + 34,
            y + 14,
            escape(&entry.name)
        );
    }

    fn finish(self, diagram: &Diagram) -> String {
        let (width, height) = (self.inner + 2 * MARGIN, self.y + MARGIN);
        let (lang, desc) =
            (if diagram.lang == Lang::Zh { "zh-CN" } else { "en" }, legend::description(diagram));
        let title = escape(&diagram.title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             style=\"max-width:100%;height:auto\" role=\"img\" aria-labelledby=\"huashu-title huashu-desc\" xml:lang=\"{lang}\">\n\
             <title id=\"huashu-title\">{title}</title>\n<desc id=\"huashu-desc\">{}</desc>\n<style>\n{}</style>\n\
             <rect class=\"bg\" width=\"{width}\" height=\"{height}\"/>\n{}</svg>\n",
            escape(&desc),
            include_str!("style.css"),
            self.out,
        )
    }
}

/// Draws a panel.
struct Drawing<'a> {
    out: &'a mut String,
    overlay: &'a Overlay,
}

impl Drawing<'_> {
    fn panel(&mut self, panel: &super::Panel, placed: &Placed) {
        let name = |i: usize| panel.nodes.get(i).map(|n| if n.title.is_empty() { &n.id } else { &n.title });
        self.out.push('\n');
        for (edge, route) in panel.edges.iter().zip(&placed.routes) {
            let ends = [name(edge.from), name(edge.to)].map(|n| n.map(String::as_str).unwrap_or_default());
            let when = if edge.labels.is_empty() {
                String::new()
            } else {
                format!(" ({})", edge.labels.join(" / "))
            };
            self.open("edge", edge.kind.class(), &edge.id, &format!("{} → {}{when}", ends[0], ends[1]));
            self.route(route, edge.kind);
            self.out.push_str("</g>\n");
        }
        for (edge, route) in panel.edges.iter().zip(&placed.routes) {
            self.label(route, edge.kind, self.overlay.get(&edge.id));
        }
        for (node, (rect, text)) in panel.nodes.iter().zip(&placed.boxes) {
            self.open("node", node.kind.class(), &node.id, &node.id);
            self.frame(*rect, node.kind);
            self.text(*rect, text, node.kind.is_round() && node.lines.is_empty());
            if let Some(mark) = self.overlay.get(&node.id) {
                self.badge(Point { x: rect.x + rect.width - 4, y: rect.y + 2 }, mark);
            }
            self.out.push_str("</g>\n");
        }
    }

    fn open(&mut self, what: &str, kind: &str, id: &str, title: &str) {
        let mark = self.overlay.get(id).map(|m| format!(" {}", m.tone.class())).unwrap_or_default();
        let (id, title) = (escape(id), escape(title));
        let _ = write!(self.out, "<g class=\"{what} {kind}{mark}\" data-id=\"{id}\"><title>{title}</title>");
    }

    fn route(&mut self, route: &Route, kind: EdgeKind) {
        let mut d = format!("M{} {}", route.start.x, route.start.y);
        for piece in &route.pieces {
            let _ = match piece {
                Piece::Line(to) => write!(d, "L{} {}", to.x, to.y),
                Piece::Curve(a, b, to) => write!(d, "C{} {} {} {} {} {}", a.x, a.y, b.x, b.y, to.x, to.y),
            };
        }
        let _ = write!(self.out, "<path class=\"line\" d=\"{d}\"/>");
        self.tip(route.end(), route.arrives());
        if kind == EdgeKind::Enter {
            self.tip(route.start, route.leaves());
        }
    }

    /// The tip of an arrow that comes from `from`.
    fn tip(&mut self, at: Point, from: Point) {
        let Point { x, y } = at;
        let d = match ((x - from.x).signum(), (y - from.y).signum()) {
            (1, 0) => format!("M{} {}L{x} {y}L{} {}z", x - 9, y - 4, x - 9, y + 4),
            (-1, 0) => format!("M{} {}L{x} {y}L{} {}z", x + 9, y - 4, x + 9, y + 4),
            (_, -1) => format!("M{} {}L{x} {y}L{} {}z", x - 4, y + 9, x + 4, y + 9),
            _ => format!("M{} {}L{x} {y}L{} {}z", x - 4, y - 9, x + 4, y - 9),
        };
        let _ = write!(self.out, "<path class=\"tip\" d=\"{d}\"/>");
    }

    fn label(&mut self, route: &Route, kind: EdgeKind, mark: Option<&Mark>) {
        if route.label.is_none() && mark.is_none_or(|m| m.badge.is_empty()) {
            return;
        }
        let tone = mark.map(|m| format!(" {}", m.tone.class())).unwrap_or_default();
        let _ = write!(self.out, "<g class=\"{}{tone}\">", kind.class());
        let mut at = route.middle;
        if let Some((rect, text)) = &route.label {
            let Rect { x, y, width, height } = *rect;
            let _ = write!(
                self.out,
                "<rect class=\"pad\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>"
            );
            self.text(*rect, text, true);
            at = Point { x: rect.x + rect.width, y: rect.y };
        }
        if let Some(mark) = mark {
            self.badge(at, mark);
        }
        self.out.push_str("</g>\n");
    }

    fn frame(&mut self, rect: Rect, kind: NodeKind) {
        let Rect { x, y, width, height } = rect;
        let round = if kind.is_round() { height.min(32) / 2 } else { 8 };
        let _ = write!(
            self.out,
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
        );
        let _ = match kind {
            NodeKind::Flow => write!(
                self.out,
                "<rect class=\"inner\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\"/>",
                x + 3,
                y + 3,
                width - 6,
                height - 6
            ),
            kind if kind.is_round() => Ok(()),
            _ => write!(
                self.out,
                "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"4\" height=\"{}\" rx=\"2\"/>",
                x + 4,
                y + 7,
                height - 14
            ),
        };
    }

    fn text(&mut self, rect: Rect, text: &Text, centred: bool) {
        let height: i32 = text.lines.iter().map(|l| l.style.line()).sum();
        // A box may be higher than its text, for what stands beside it; reading begins at its top.
        let top = (rect.height - height) / 2;
        let (x, mut y, anchor) = if centred {
            (rect.middle().x, rect.y + top, " text-anchor=\"middle\"")
        } else {
            (rect.x + 16, rect.y + top.min(12), "")
        };
        for line in &text.lines {
            let class = match line.style {
                Style::Title => "t",
                Style::Plain => "p",
                Style::Spoken => "s",
                Style::Label => "l",
            };
            let base = y + baseline(line.style.line(), line.style.font());
            let words = escape(&line.text);
            let _ = write!(self.out, "<text class=\"{class}\" x=\"{x}\" y=\"{base}\"{anchor}>{words}</text>");
            y += line.style.line();
        }
    }

    fn badge(&mut self, at: Point, mark: &Mark) {
        if mark.badge.is_empty() {
            return;
        }
        let badge = super::measure::cut(&mark.badge, 10);
        let width = Style::Label.width(&badge) + 10;
        let (x, y) = (at.x - width / 2, at.y - 8);
        let _ = write!(
            self.out,
            "<rect class=\"badge\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"16\" rx=\"8\"/>\
             <text class=\"count\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            at.x,
            y + 12,
            escape(&badge)
        );
    }
}

/// Where the letters of a line stand in its height.
fn baseline(height: i32, font: i32) -> i32 {
    height / 2 + font * 36 / 100
}

/// Text as XML has it. What XML cannot hold becomes a replacement character.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
