//! A flow, or the whole shop, as a picture: [`flow()`] and [`shop()`] give the [`Diagram`], [`svg()`], [`mermaid()`] and [`dot()`] write it.

mod diagram;
mod dot;
mod flow;
mod layout;
mod legend;
mod measure;
mod mermaid;
mod shop;
mod summary;
mod svg;
mod transition;
mod walk;
mod words;

pub use diagram::{
    Diagram, Direction, Edge, EdgeKind, Line, Mark, Node, NodeKind, Overlay, Panel, Tone, Voice,
};
pub use dot::dot;
pub use flow::flow;
pub use mermaid::mermaid;
pub use shop::{flows, shop};
pub use svg::svg;

/// How much of a flow is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// A box a step.
    #[default]
    Steps,
    /// A box a statement.
    Statements,
}

#[cfg(test)]
mod tests;
