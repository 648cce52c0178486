//! Reads a `.chat` file: its header, its shared setups and its conversations, turn by turn.

use crate::ast::{Case, Conversations, Header, Input, Setup, SetupKind, Spelling, Turn};
use crate::line::{self, Line};
use crate::problem::{CUSTOMER, HEADER, MARK, SETUP, TITLE, problem};
use crate::text::{Cut, lines};
use huashu_dsl::{Diagnostic, Message, SourceId, Span};
use std::collections::BTreeMap;

/// Reads a file. Every line that does not read is reported and left out; the others stand.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (Conversations, Vec<Diagnostic>) {
    let mut all = lines(source, text).peekable();
    let mut reader = Reader::new(source);
    let mut head = Vec::new();
    if all.peek().is_some_and(|first| is_rule(*first)) {
        head.extend(all.next());
        for line in all.by_ref() {
            head.push(line);
            if is_rule(line) {
                break;
            }
        }
    }
    reader.header(&head, Span { source, ..Span::default() });
    all.for_each(|cut| reader.line(cut));
    reader.end()
}

/// The spelling of a file: that of its first line that has words.
#[must_use]
pub fn spelling(text: &str) -> Spelling {
    lines(SourceId::default(), text).find_map(|cut| line::spelling(cut.text)).unwrap_or_default()
}

fn is_rule(line: Cut<'_>) -> bool {
    line.text.trim_end() == "---"
}

struct Reader {
    found: Conversations,
    problems: Vec<Diagnostic>,
    titles: BTreeMap<String, Span>,
}

impl Reader {
    fn new(source: SourceId) -> Self {
        let found =
            Conversations { source, header: Header::default(), shared: Vec::new(), cases: Vec::new() };
        Self { found, problems: Vec::new(), titles: BTreeMap::new() }
    }

    fn header(&mut self, lines: &[Cut<'_>], start: Span) {
        let closed = lines.len() > 1 && lines.last().is_some_and(|l| is_rule(*l));
        if !closed {
            let span = lines.first().map_or(start, |l| l.span());
            let found = problem(
                HEADER,
                span,
                "文件要以 --- 开头的两行之间写明 source 和 description",
                "the file begins with source and description between two lines of ---",
            );
            self.problems.push(found.help(Message::new(
                "照着别的 .chat 文件补上文件头",
                "copy the header of another .chat file",
            )));
        }
        for line in lines.iter().filter(|l| !is_rule(**l)) {
            match line.text.split_once(':') {
                Some(("source", value)) => self.found.header.source = Some(value.trim().to_owned()),
                Some(("description", value)) => self.found.header.description = Some(value.trim().to_owned()),
                _ => self.problems.push(
                    problem(
                        HEADER,
                        line.span(),
                        "文件头里只能写 source 和 description",
                        "the header holds source and description only",
                    )
                    .help(Message::new(
                        "别的内容写到 --- 之后；审阅工具会丢掉这里的其他行",
                        "write it below the ---; review tools drop other lines here",
                    )),
                ),
            }
        }
    }

    fn line(&mut self, cut: Cut<'_>) {
        match line::read(cut) {
            Ok(read) => self.take(read, cut),
            Err(found) => self.problems.extend(found),
        }
    }

    fn take(&mut self, read: Line, cut: Cut<'_>) {
        let span = cut.trim().span();
        match read {
            Line::Blank => {}
            Line::Title(title) => self.title(title, span),
            Line::Setup(setup) => self.setup(setup),
            Line::Said(bubbles) => self.turn(Input::Said(bubbles), span),
            Line::SaidMore(bubbles) => self.more(bubbles, span),
            Line::Pressed(label) => self.turn(Input::Pressed(label), span),
            Line::Waited(time) => self.turn(Input::Waited(time), span),
            Line::Happened(name, record) => self.turn(Input::Happened(name, record), span),
            Line::Must(must) => match self.last_turn() {
                Some(turn) => turn.musts.push(must),
                None => self.outside(span),
            },
            Line::Recorded(recorded) => match self.last_turn() {
                Some(turn) => turn.recorded.push(recorded),
                None => self.outside(span),
            },
        }
    }

    fn title(&mut self, title: huashu_dsl::Name, span: Span) {
        if title.node.is_empty() {
            self.problems.push(problem(
                TITLE,
                span,
                "“==” 后面要写这段对话的名字",
                "`==` needs the conversation's title",
            ));
        } else if let Some(first) = self.titles.get(&title.node) {
            let found = problem(TITLE, title.span, "这个名字前面已经用过", "this title is taken");
            self.problems.push(found.label(*first, Message::new("第一次在这里", "first used here")));
        } else {
            self.titles.insert(title.node.clone(), title.span);
        }
        let opening =
            Turn { input: Input::Opening, span: title.span, recorded: Vec::new(), musts: Vec::new() };
        self.found.cases.push(Case { title, setups: Vec::new(), turns: vec![Turn { span, ..opening }] });
    }

    fn setup(&mut self, setup: Setup) {
        let Some(case) = self.found.cases.last_mut() else { return self.found.shared.push(setup) };
        let begun = case.turns.len() > 1
            || case.turns.first().is_some_and(|t| !t.recorded.is_empty() || !t.musts.is_empty());
        if !begun {
            if let Some(opening) = case.turns.first_mut() {
                opening.span = opening.span.to(setup.span);
            }
            return case.setups.push(setup);
        }
        let span = setup.span;
        if matches!(setup.kind, SetupKind::Mock(..) | SetupKind::Customer(_)) {
            return self.turn(Input::Changed(setup), span);
        }
        let found = problem(
            SETUP,
            span,
            "对话开始以后只能改 @模拟 和 @顾客",
            "once a conversation runs, only @mock and @customer may change",
        );
        self.problems.push(found.help(Message::new(
            "移到“==”下面、第一句话之前",
            "move it below the `==`, before the first line",
        )));
    }

    fn turn(&mut self, input: Input, span: Span) {
        let turn = Turn { input, span, recorded: Vec::new(), musts: Vec::new() };
        match self.found.cases.last_mut() {
            Some(case) => case.turns.push(turn),
            None => self.outside(span),
        }
    }

    fn more(&mut self, bubbles: Vec<crate::ast::Bubble>, span: Span) {
        match self.last_turn() {
            Some(Turn { input: Input::Said(said), span: whole, recorded, .. }) if recorded.is_empty() => {
                said.extend(bubbles);
                *whole = whole.to(span);
            }
            _ => self.problems.push(
                problem(
                    CUSTOMER,
                    span,
                    "“客+:” 要紧跟在顾客的上一句后面",
                    "`user+:` follows another line of the customer",
                )
                .help(Message::new("另起一轮用 “客:”", "begin a new turn with `user:`")),
            ),
        }
    }

    fn last_turn(&mut self) -> Option<&mut Turn> {
        self.found.cases.last_mut()?.turns.last_mut()
    }

    fn outside(&mut self, span: Span) {
        let found = problem(MARK, span, "这一行不在任何一段对话里", "this line belongs to no conversation");
        self.problems.push(found.help(Message::new("先写一行 “== 名字”", "begin with `== title`")));
    }

    fn end(mut self) -> (Conversations, Vec<Diagnostic>) {
        self.problems.sort_by_key(|d| (d.span.start, d.span.end));
        (self.found, self.problems)
    }
}
