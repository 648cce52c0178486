//! 卡片 and 卡片组.

use crate::ast::{Card, StmtKind};
use crate::layout::Line;

use super::Reader;
use super::flow::path_in;
use super::grammar::{Node, Rule};

const CARD: &[Rule] = &[Rule::k_image, Rule::k_body, Rule::k_buttons];

impl Reader {
    /// 卡片 "title"
    pub(super) fn card(&mut self, line: &Line) -> Option<Card> {
        let node = self.form(line, Rule::card_line);
        self.card_below(line, node)
    }

    /// 卡片组 list "title" 最多 N 个
    pub(super) fn carousel(&mut self, line: &Line) -> Option<StmtKind> {
        let node = self.form(line, Rule::carousel_line);
        let card = self.card_below(line, node.clone());
        let node = node?;
        Some(StmtKind::Carousel { list: path_in(&node)?, max: self.line_max(&node), card: Box::new(card?) })
    }

    fn card_below(&mut self, line: &Line, node: Option<Node<'_>>) -> Option<Card> {
        let (mut image, mut body, mut buttons) = (None, None, Vec::new());
        for part in &line.children {
            match self.head(part, CARD) {
                Some(Rule::k_image) => {
                    self.childless(part);
                    let found = self.image(part);
                    self.once(&mut image, found, part.span);
                }
                Some(Rule::k_body) => {
                    let found = self.leaf(part, Rule::body_line).and_then(|n| self.template_in(&n));
                    self.once(&mut body, found, part.span);
                }
                Some(_) => buttons.extend(self.buttons(part)),
                None => {}
            }
        }
        let title = self.template_in(&node?)?;
        Some(Card { title, image, body, buttons, span: line.span })
    }
}
