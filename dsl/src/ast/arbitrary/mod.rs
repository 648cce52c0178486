//! Random trees of the whole language, well formed as those are that the parser makes: for the properties of whatever writes trees.
//!
//! A tree is drawn from a list of numbers, so that a shorter list of smaller numbers, to which a failing case shrinks, is a
//! smaller tree. Spans are those of nowhere.

mod declaration;
mod expression;
mod flow;
mod statement;
mod text;

use proptest::prelude::*;

use super::{File, Path};
use crate::source::{Name, Span, Spanned};

/// Names that a shop may give to anything: some begin like keywords, some are keywords of other places.
const NAMES: &[&str] = &[
    "款号",
    "颜色",
    "x",
    "_a1",
    "订单号",
    "是否要",
    "有图",
    "现在价",
    "否决",
    "元宝",
    "天数",
    "时限",
    "说",
    "流程图",
    "第一步",
    "Café",
    "not_yet",
    "isbn",
    "转到收尾",
    "最多退",
    "次数",
    "到货",
    "和",
];

/// What random files are drawn from.
pub(crate) fn numbers() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..600)
}

/// The file drawn from `numbers`: up to a few hundred lines.
pub(crate) fn file(numbers: Vec<u16>) -> File {
    Draw { numbers: numbers.into_iter() }.file()
}

/// Random choices; when they are used up, the first of everything and nothing that may be left out.
pub(super) struct Draw {
    numbers: std::vec::IntoIter<u16>,
}

impl Draw {
    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::from(self.numbers.next().unwrap_or(0)) % end
    }

    fn chance(&mut self) -> bool {
        self.below(2) == 1
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// At most `most` of what `make` makes.
    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.below(most + 1);
        (0..count).map(|_| make(self)).collect()
    }

    /// One to `most` of what `make` makes.
    fn several<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = 1 + self.below(most);
        (0..count).map(|_| make(self)).collect()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.chance() { Some(make(self)) } else { None }
    }

    fn mark(&mut self) -> Option<Span> {
        self.maybe(|_| Span::default())
    }

    fn name(&mut self) -> Name {
        let name = self.one(NAMES);
        named(name)
    }

    /// A name of the shop, or one of these built-in ones.
    fn name_or(&mut self, builtin: &[&str]) -> Name {
        if self.chance() { named(self.one(builtin)) } else { self.name() }
    }

    fn count(&mut self) -> Spanned<u32> {
        let count = self.one(&[1, 0, 2, 3, 12, u32::MAX]);
        placeless(count)
    }

    /// The dotted name of an event or a plugin's function.
    fn dotted(&mut self) -> Path {
        self.several(2, Self::name)
    }

    /// The name of an intent or snippet, where built-in ones are `内置.` and one of these.
    fn builtin(&mut self, builtin: &[&str]) -> Path {
        if self.chance() {
            vec![named("内置"), named(self.one(builtin))]
        } else {
            self.several(2, Self::name)
        }
    }
}

fn placeless<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

fn named(name: &str) -> Name {
    placeless(name.to_owned())
}
