//! A turn taken apart: the rows of its table.

use crate::sample::{Kind, Row};
use crate::shop::Shop;
use crate::talk::{Trace, Turn};
use huashu_engine::intent::normal;
use huashu_engine::{Session, state, step};
use jieba_rs::Jieba;

/// The dictionary that the matcher has.
const DICTIONARY: &[u8] = include_bytes!("../../../engine/data/dict.txt");

/// Names of the anchors.
const JIEBA: &str = "jieba.cut";
const RHAI: &str = "an empty rhai call";
const POSTCARD: &str = "postcard there and back";

/// Everything that the rows of a turn work on.
pub struct Parts<'s> {
    shop: &'s Shop,
    turn: Turn,
    trace: Trace,
    core: String,
    jieba: Jieba,
    rhai: (rhai::Engine, rhai::AST),
}

impl std::fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the parts of {:?}", self.turn)
    }
}

impl<'s> Parts<'s> {
    /// The parts of a turn with a shop.
    ///
    /// # Errors
    /// Where the turn breaks, or an anchor cannot be made.
    pub fn new(shop: &'s Shop, turn: Turn) -> Result<Self, String> {
        let trace = turn.trace(shop)?;
        let jieba = Jieba::with_dict(&mut &*DICTIONARY).map_err(|error| error.to_string())?;
        let engine = rhai::Engine::new_raw();
        let ast = engine.compile("fn nothing() {}").map_err(|error| error.to_string())?;
        Ok(Self { core: normal(turn.said), shop, turn, trace, jieba, rhai: (engine, ast) })
    }

    /// Every part, then the whole and what else is measured in one piece, then the anchors.
    #[must_use]
    pub fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = self.understanding();
        rows.extend(self.deciding());
        rows.extend(self.wholes());
        rows.extend(self.anchors());
        rows
    }

    fn understanding(&self) -> Vec<Row<'_>> {
        let (matcher, core) = (&self.shop.matcher, self.core.as_str());
        let words = matcher.segment(core);
        vec![
            Row::new("fold, strip fillers", Kind::Part(None), || normal(self.turn.said)),
            Row::new("entities", Kind::Part(None), || matcher.values(self.turn.said)),
            Row::new("segment", Kind::Part(Some(JIEBA)), || matcher.segment(core)),
            Row::new("rules", Kind::Part(None), || matcher.rules(core)),
            Row::new("near (learned: none yet)", Kind::Part(None), move || matcher.near(core, &words)),
        ]
    }

    fn deciding(&self) -> Vec<Row<'_>> {
        let (program, trace) = (&self.shop.program, &self.trace);
        let steps = move || {
            trace.steps.iter().map(|(session, event)| step(program, session, event)).collect::<Vec<_>>()
        };
        let mut rows = vec![
            Row::new(&format!("step, {} times", trace.steps.len()), Kind::Part(None), steps),
            Row::new("state decode", Kind::Part(None), || state::decode(program, &self.turn.before)),
            Row::new(&format!("state encode, {} times", trace.stored.len()), Kind::Part(None), || {
                trace.stored.iter().map(state::encode).collect::<Vec<_>>()
            }),
        ];
        if !trace.runs.is_empty() {
            let host = &self.shop.host;
            let runs = move || {
                trace.runs.iter().map(|(call, journal)| host.run(program, call, journal)).collect::<Vec<_>>()
            };
            rows.push(Row::new(&format!("plugin, {} runs", trace.runs.len()), Kind::Part(None), runs));
        }
        rows
    }

    fn wholes(&self) -> Vec<Row<'_>> {
        let (shop, turn, last) = (self.shop, &self.turn, self.last());
        let mut rows = vec![
            Row::new("the turn", Kind::Whole(None), || turn.take(shop)),
            Row::new("read alone", Kind::Whole(Some(JIEBA)), || shop.matcher.read(turn.said)),
            Row::new("state there and back", Kind::Whole(Some(POSTCARD)), move || {
                state::decode(&shop.program, &state::encode(last?)).ok()
            }),
        ];
        if let Some((call, journal)) = self.trace.runs.last() {
            let once = || shop.host.run(&shop.program, call, journal);
            rows.push(Row::new("plugin, its last run", Kind::Whole(Some(RHAI)), once));
        }
        rows
    }

    fn anchors(&self) -> Vec<Row<'_>> {
        let ((engine, ast), last) = (&self.rhai, self.last());
        let json = move || {
            let text = serde_json::to_vec(last?).ok()?;
            serde_json::from_slice::<Session>(&text).ok()
        };
        let postcard = move || {
            let bytes = postcard::to_stdvec(last?).ok()?;
            postcard::from_bytes::<Session>(&bytes).ok()
        };
        let mut rows = vec![
            Row::new(JIEBA, Kind::Anchor, || self.jieba.cut(&self.core, false)),
            Row::new(POSTCARD, Kind::Anchor, postcard),
            Row::new("serde_json there and back", Kind::Whole(Some(POSTCARD)), json),
        ];
        if !self.trace.runs.is_empty() {
            let call = || engine.call_fn::<()>(&mut rhai::Scope::new(), ast, "nothing", ());
            rows.push(Row::new(RHAI, Kind::Anchor, call));
        }
        rows
    }

    /// The session after the turn.
    fn last(&self) -> Option<&Session> {
        self.trace.stored.last()
    }
}
