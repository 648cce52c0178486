//! Statements: which one a line is, and those that take no block.

use crate::ast::{Block, Call, Enter, ErrorName, ImageSource, Stmt, StmtKind, WayOut};
use crate::layout::Line;
use crate::source::Spanned;

use super::Reader;
use super::flow::path_in;
use super::grammar::{Node, Rule};
use super::{head, name};

/// What may begin a statement. 进入 stands before 调用: both are `call` in English.
pub(super) const STATEMENTS: &[Rule] = &[
    Rule::k_say,
    Rule::k_ask,
    Rule::k_enter,
    Rule::k_call,
    Rule::k_for_each,
    Rule::k_await,
    Rule::k_if,
    Rule::k_match,
    Rule::k_experiment,
    Rule::k_let,
    Rule::k_set,
    Rule::k_lookup,
    Rule::k_card,
    Rule::k_carousel,
    Rule::k_image,
    Rule::k_track,
    Rule::k_reask,
    Rule::k_repeat,
    Rule::k_goto,
    Rule::k_handoff,
    Rule::k_cancel_flow,
    Rule::k_end,
];

impl Reader {
    /// The statements below a head line; none at all is reported.
    pub(super) fn statements_below(&mut self, line: &Line) -> Block {
        let lines = self.block(line);
        self.statements(lines)
    }

    /// The statements in `lines`.
    pub(super) fn statements(&mut self, lines: &[Line]) -> Block {
        let mut block = Vec::with_capacity(lines.len());
        let mut rest = lines;
        while let Some((line, behind)) = rest.split_first() {
            rest = behind;
            let Some(head) = self.statement_head(line) else { continue };
            let kind = if head == Rule::k_if {
                let length = behind.iter().take_while(|next| is_branch(next)).count();
                let (branches, after) = behind.split_at_checked(length).unwrap_or((behind, &[]));
                rest = after;
                self.when(line, branches)
            } else {
                self.statement(line, head)
            };
            block.extend(kind.map(|kind| Stmt { kind, span: line.span }));
        }
        block
    }

    fn statement_head(&mut self, line: &Line) -> Option<Rule> {
        if is_branch(line) {
            self.report(super::expected::branch_alone(line));
            self.statements(&line.children);
            return None;
        }
        let head = self.head(line, STATEMENTS)?;
        let english_call = head == Rule::k_enter && !enters_flow(line);
        Some(if english_call { Rule::k_call } else { head })
    }

    fn statement(&mut self, line: &Line, head: Rule) -> Option<StmtKind> {
        Some(match head {
            Rule::k_say => StmtKind::Say(self.say(line)?),
            Rule::k_ask => StmtKind::Ask(Box::new(self.ask(line)?)),
            Rule::k_enter => {
                let node = self.form(line, Rule::enter_line);
                let unfinished = self.unfinished(line);
                StmtKind::Enter(self.enter(&node?.find(Rule::enter)?)?, unfinished)
            }
            Rule::k_call => StmtKind::Call(self.call(line)?),
            Rule::k_for_each => self.for_each(line)?,
            Rule::k_await => self.wait_for(line)?,
            Rule::k_match => self.match_on(line)?,
            Rule::k_experiment => self.experiment(line)?,
            Rule::k_card => StmtKind::Card(self.card(line)?),
            Rule::k_carousel => self.carousel(line)?,
            _ => {
                let kind = self.short(line, head);
                self.childless(line);
                kind?
            }
        })
    }

    /// Statements of one line.
    fn short(&mut self, line: &Line, head: Rule) -> Option<StmtKind> {
        Some(match head {
            Rule::k_let => {
                let node = self.form(line, Rule::let_line)?;
                StmtKind::Let(name::first(&node)?, self.expr_in(&node, Rule::expr)?)
            }
            Rule::k_set => {
                let node = self.form(line, Rule::set_line)?;
                StmtKind::Set(path_in(&node)?, self.expr_in(&node, Rule::expr)?)
            }
            Rule::k_lookup => {
                let node = self.form(line, Rule::lookup_line)?;
                let (table, result) = (name::first(&node)?, result(&node)?);
                StmtKind::Lookup { table, args: self.args(node.find(Rule::args).as_ref()), result }
            }
            Rule::k_image => StmtKind::Image(self.image(line)?),
            Rule::k_track => {
                let node = self.form(line, Rule::tracked_line)?;
                StmtKind::Track(name::first(&node)?, self.args(node.find(Rule::args).as_ref()))
            }
            Rule::k_reask => {
                let node = self.form(line, Rule::reask_line)?;
                StmtKind::Reask(name::first(&node)?, self.template_in(&node))
            }
            Rule::k_repeat => {
                self.form(line, Rule::repeat_line)?;
                StmtKind::Repeat
            }
            _ => {
                let node = self.form(line, Rule::leave_line)?;
                StmtKind::Leave(self.leave(&node)?)
            }
        })
    }

    /// 调用 P.f(…) 得到 x, with its 出错 blocks.
    fn call(&mut self, line: &Line) -> Option<Call> {
        let node = self.form(line, Rule::call_line);
        let mut on_error = Vec::new();
        for part in &line.children {
            if self.head(part, &[Rule::k_on_error]).is_none() {
                continue;
            }
            let errors = self.form(part, Rule::on_error_line);
            let block = self.statements_below(part);
            on_error
                .extend(errors.map(|node| (node.all(Rule::error).map(|e| error_name(&e)).collect(), block)));
        }
        let node = node?;
        let args = self.args(node.find(Rule::args).as_ref());
        let function = name::plain_path(&node.find(Rule::path)?);
        Some(Call { function, args, result: result(&node), on_error })
    }

    /// 进入 流程 F(…) 得到 x
    pub(super) fn enter(&mut self, node: &Node<'_>) -> Option<Enter> {
        let args = self.args(node.find(Rule::args).as_ref());
        Some(Enter { flow: name::first(node)?, args, result: result(node), span: node.span() })
    }

    /// The 没走完 block below `line`, which is all that may stand there.
    pub(super) fn unfinished(&mut self, line: &Line) -> Option<Block> {
        let mut found = None;
        for part in &line.children {
            if self.head(part, &[Rule::k_unfinished]).is_some() {
                self.form(part, Rule::unfinished_line);
                let block = self.statements_below(part);
                self.once(&mut found, Some(block), part.span);
            }
        }
        found
    }

    /// The way out below `node`.
    pub(super) fn leave(&mut self, node: &Node<'_>) -> Option<WayOut> {
        let way = node.find(Rule::leave)?.children().next()?;
        Some(match way.rule() {
            Rule::goto => WayOut::Goto(name::first(&way)?),
            Rule::cancel => WayOut::Cancel(self.template_in(&way)),
            Rule::end => WayOut::End(name::first(&way)?),
            _ => {
                let (mut note, mut priority) = (None, None);
                for part in way.children() {
                    match part.rule() {
                        Rule::note => {
                            let text = self.template_in(&part);
                            self.once(&mut note, text, part.span());
                        }
                        Rule::priority => {
                            let level = part.find(Rule::path).and_then(|path| self.priority(&path));
                            self.once(&mut priority, level, part.span());
                        }
                        _ => {}
                    }
                }
                WayOut::Handoff { team: name::first(&way)?, note, priority }
            }
        })
    }

    pub(super) fn priority(&mut self, node: &Node<'_>) -> Option<crate::ast::Expr> {
        let mut level = self.expr(node)?;
        if let crate::ast::ExprKind::Path(path) = &mut level.kind
            && let [member] = path.as_mut_slice()
            && let Some(zh) = crate::keywords::Family::Priority.chinese(&member.node)
        {
            zh.clone_into(&mut member.node);
        }
        Some(level)
    }

    /// 图片 "…" or 图片 path
    pub(super) fn image(&mut self, line: &Line) -> Option<ImageSource> {
        let of = self.form(line, Rule::image_line)?.find(Rule::image_of)?;
        match of.find(Rule::text) {
            Some(text) => Some(ImageSource::Text(self.template(&text))),
            None => path_in(&of).map(ImageSource::Path),
        }
    }
}

/// 得到 x
pub(super) fn result(node: &Node<'_>) -> Option<crate::source::Name> {
    node.find(Rule::result).and_then(|result| name::first(&result))
}

/// Whether a line is 否则 or 否则如果.
fn is_branch(line: &Line) -> bool {
    super::mistake::branch(line).is_some()
}

/// What stands behind the keyword at the start of `text`.
pub(super) fn begins(text: &str, rule: Rule) -> Option<&str> {
    let length = head::at_start(text, head::keyword(rule)?)?;
    text.get(length..).map(|rest| rest.trim_start_matches(' '))
}

/// Whether a line that begins with `call` enters a flow.
fn enters_flow(line: &Line) -> bool {
    if !line.text().starts_with(|c: char| c.is_ascii()) {
        return true;
    }
    // The word stands alone here: a function may be called 流程图.
    let whole = |rest: &str, word: &str| {
        rest.strip_prefix(word).is_some_and(|behind| !behind.starts_with(head::is_name_char))
    };
    let flow = head::keyword(Rule::k_enter_flow).map(|k| [k.zh, k.en]);
    let mut words = flow.into_iter().flatten().flatten();
    begins(line.text(), Rule::k_enter).is_some_and(|rest| words.any(|word| whole(rest, word)))
}

pub(super) fn error_name(node: &Node<'_>) -> Spanned<ErrorName> {
    let name = match node.children().next().map(|n| n.rule()) {
        Some(Rule::k_err_timeout) => ErrorName::Timeout,
        Some(Rule::k_err_system) => ErrorName::System,
        Some(Rule::k_other_error) => ErrorName::Other,
        _ => ErrorName::Declared(name::first(node).map(|n| n.node).unwrap_or_default()),
    };
    Spanned::new(name, node.span())
}
