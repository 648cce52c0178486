//! Judges 必须 after a turn: against what the turn showed, the top frame, and the one that ended last.

use crate::ast::{Must, Wanted};
use crate::drive::{Drive, Sight};
use crate::must::{self, Question};
use crate::problem::{MUST, MUST_FAILED, problem};
use crate::{language, world};
use huashu_dsl::ast::{Arg, CompareOp, Expr};
use huashu_dsl::program;
use huashu_dsl::value::Value;
use huashu_dsl::{Diagnostic, Message, Name};
use huashu_engine::eval::{Scope, eval, holds};
use huashu_engine::{Candidate, Frame, Mark, Meaning, ReplyBody, Target, Verdict, render};
use rust_decimal::Decimal;

/// Whether something holds, and what is really the case, if that can be said.
type Judged = Result<(bool, Option<String>), Vec<Diagnostic>>;

impl Drive<'_> {
    /// Nothing if the must holds, else what is wrong.
    pub(crate) fn judge(&self, must: &Must) -> Vec<Diagnostic> {
        let (holds, really) = match must::read(must).and_then(|question| self.ask(&question)) {
            Ok(judged) => judged,
            Err(found) => return found,
        };
        if holds == (must.wanted == Wanted::Holds) {
            return Vec::new();
        }
        let text = &must.text.node;
        let (zh, en) = match must.wanted {
            Wanted::Holds => (format!("必须“{text}”，可是不成立"), format!("`{text}` does not hold")),
            Wanted::Fails => (format!("必须不“{text}”，可是成立了"), format!("`{text}` holds and must not")),
        };
        let mut found = problem(MUST_FAILED, must.span, zh, en);
        if let Some(really) = really {
            found = found.help(Message::new(format!("实际是：{really}"), format!("it is `{really}`")));
        }
        vec![found]
    }

    fn ask(&self, question: &Question) -> Judged {
        match question {
            Question::Intent(op, name) => self.intent(*op, name),
            Question::Confidence(op, wanted) => {
                let score = self.best().map_or(Decimal::ZERO, |c| Decimal::new(i64::from(c.score.0), 4));
                Ok((compare(*op, score, *wanted), Some(score.normalize().to_string())))
            }
            Question::Hit(name) => self.hit(name),
            Question::In(path) => {
                let here = self.place().and_then(|(flow, step)| {
                    let flow = self.program.flows.get(flow.index())?;
                    Some(format!("{}.{}", flow.name, flow.steps.get(step.index())?.name))
                });
                Ok((
                    here.as_ref() == Some(&path.node),
                    Some(here.unwrap_or_else(|| "没有流程在办".to_owned())),
                ))
            }
            Question::Tries(op, wanted) => {
                let tries = self.session.stack.last().and_then(|f| f.asked.as_ref()).map_or(0, |a| a.tries);
                Ok((compare(*op, tries.into(), *wanted), Some(tries.to_string())))
            }
            Question::Called(name, times) => self.called(name, *times),
            Question::Tracked(name, args) => self.tracked(name, args),
            Question::Silent => {
                let said = self.said();
                Ok((said.is_empty(), said.first().cloned()))
            }
            Question::Said(text) => {
                let said = self.said();
                Ok((
                    said.iter().any(|s| s.contains(&text.node)),
                    Some(said.join(" / ")).filter(|s| !s.is_empty()),
                ))
            }
            Question::Condition(expr) => self.condition(expr),
        }
    }

    /// What the customer's words were taken for: what won, else what scored best.
    fn best(&self) -> Option<&Candidate> {
        let candidates = || self.seen.readings.iter().flat_map(|r| &r.clauses).flat_map(|c| &c.candidates);
        let won = |c: &&Candidate| {
            self.seen
                .considered
                .iter()
                .any(|k| k.verdict == Verdict::Won && k.meaning == Meaning::Target(c.target))
        };
        candidates().filter(won).max_by_key(|c| c.score).or_else(|| candidates().max_by_key(|c| c.score))
    }

    fn intent(&self, op: CompareOp, name: &Name) -> Judged {
        let intents = &self.program.intents;
        if !intents.iter().any(|i| i.name == name.node) {
            return Err(vec![unknown(name, "意图", "intent", intents.iter().map(|i| i.name.as_str()))]);
        }
        let best = self.best().map(|c| match c.target {
            Target::Intent(id) => intents.get(id.index()).map_or("", |i| i.name.as_str()),
            Target::Faq(id) => self.program.faqs.get(id.index()).map_or("", |f| f.name.as_str()),
        });
        let same = best == Some(name.node.as_str());
        Ok((same == (op == CompareOp::Is), Some(best.unwrap_or("什么也没认出").to_owned())))
    }

    fn hit(&self, name: &Name) -> Judged {
        let faqs = &self.program.faqs;
        if !faqs.iter().any(|f| f.name == name.node) {
            return Err(vec![unknown(name, "问答", "faq", faqs.iter().map(|f| f.name.as_str()))]);
        }
        let named = |id: &huashu_dsl::program::FaqId| faqs.get(id.index()).map_or("", |f| f.name.as_str());
        let answered = self
            .seen
            .marks
            .iter()
            .filter_map(|m| if let Mark::Answered(faq) = m { Some(named(faq)) } else { None });
        let answered: Vec<_> = answered.collect();
        Ok((answered.contains(&name.node.as_str()), Some(answered.join(" ")).filter(|a| !a.is_empty())))
    }

    fn called(&self, name: &Name, times: Option<usize>) -> Judged {
        let functions = &self.program.functions;
        let Some(index) = functions.iter().position(|f| f.full_name() == name.node) else {
            let known: Vec<_> = functions.iter().map(program::Function::full_name).collect();
            return Err(vec![unknown(name, "插件函数", "plugin function", known.iter().map(String::as_str))]);
        };
        let count = self.calls.iter().filter(|f| f.index() == index).count();
        Ok((times.map_or(count > 0, |n| n == count), Some(format!("{count} 次"))))
    }

    fn tracked(&self, name: &Name, args: &[Arg]) -> Judged {
        let tracks = &self.program.tracks;
        let Some((index, track)) = tracks.iter().enumerate().find(|(_, t)| t.name == name.node) else {
            return Err(vec![unknown(name, "统计", "metric", tracks.iter().map(|t| t.name.as_str()))]);
        };
        let mut wanted = Vec::new();
        for (position, arg) in args.iter().enumerate() {
            let found = match &arg.name {
                Some(name) => track.params.iter().position(|p| p.name == name.node),
                None => Some(position),
            };
            let param = found.and_then(|i| track.params.get(i).map(|p| (i, p)));
            let Some((i, param)) = param else {
                return Err(vec![problem(
                    MUST,
                    arg.value.span,
                    "这个统计没有这一项",
                    "the metric has no such parameter",
                )]);
            };
            wanted.push((i, language::literal(self.program, &arg.value, param.ty.required())?));
        }
        let fits = |values: &[Option<Value>]| {
            wanted.iter().all(|(i, value)| values.get(*i).is_some_and(|v| v.as_ref() == Some(value)))
        };
        Ok((self.tracks.iter().any(|(id, values)| id.index() == index && fits(values)), None))
    }

    /// Every bubble of the turn, as the customer read it.
    fn said(&self) -> Vec<String> {
        let bubble = |sight: &Sight| match sight {
            Sight::Reply(part) => Some(match &part.body {
                ReplyBody::Bubble(lines) => {
                    lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
                }
                ReplyBody::Card(card) => card.title.to_string(),
                ReplyBody::Carousel(cards) => {
                    cards.iter().map(|c| c.title.to_string()).collect::<Vec<_>>().join("\n")
                }
                ReplyBody::Image(address) => address.clone(),
                ReplyBody::Buttons(_) => return None,
            }),
            _ => None,
        };
        self.seen.sights.iter().filter_map(bubble).collect()
    }

    /// A condition in the top frame; where its names are not known there, in the frame that ended last.
    fn condition(&self, expr: &Expr) -> Judged {
        let frames = [self.session.stack.last(), self.ended.as_ref(), None];
        let mut first = None;
        for frame in frames.into_iter().filter(|f| f.is_some()).chain([None]) {
            match language::condition(self.program, frame.map(|f| f.flow), expr) {
                Ok(condition) => return Ok(self.evaluate(&condition, frame)),
                Err(found) => _ = first.get_or_insert(found),
            }
        }
        Err(first.unwrap_or_default())
    }

    fn evaluate(&self, condition: &program::Expr, frame: Option<&Frame>) -> (bool, Option<String>) {
        let scope = Scope::of(self.program, &self.session, frame, &self.world.customer.fields, self.now());
        let subject = subject(condition);
        let really = subject.map(|s| match eval(s, &scope) {
            Some(value) => self.shown(&value, s, frame),
            None => "无".to_owned(),
        });
        (holds(condition, &scope), really)
    }

    fn shown(&self, value: &Value, read: &program::Expr, frame: Option<&Frame>) -> String {
        let slot = match read {
            program::Expr::Read(program::Place { root: program::Root::Slot(slot), fields })
                if fields.is_empty() =>
            {
                Some(slot)
            }
            _ => None,
        };
        let flow = frame.and_then(|f| self.program.flows.get(f.flow.index()));
        let ty = slot.and_then(|s| flow?.slots.get(s.index())).map(|s| s.ty.clone());
        render::value(self.program, value, &ty.unwrap_or(huashu_dsl::value::Type::Text))
    }
}

/// What a condition is about: the left side of its first comparison.
fn subject(condition: &program::Expr) -> Option<&program::Expr> {
    match condition {
        program::Expr::Compare(_, left, _) | program::Expr::In(left, _) => Some(left),
        program::Expr::Not(inner) => subject(inner),
        program::Expr::Read(_) => Some(condition),
        _ => None,
    }
}

fn unknown<'k>(name: &Name, zh: &str, en: &str, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    Diagnostic { code: MUST, ..world::unknown(name, zh, en, known) }
}

fn compare(op: CompareOp, left: Decimal, right: Decimal) -> bool {
    match op {
        CompareOp::Is => left == right,
        CompareOp::IsNot => left != right,
        CompareOp::Greater => left > right,
        CompareOp::Less => left < right,
        CompareOp::AtLeast => left >= right,
        CompareOp::AtMost => left <= right,
    }
}
