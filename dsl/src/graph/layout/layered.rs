//! Boxes in ranks: cycles are broken, every box gets a rank, and an arrow that passes ranks gets a place in each.

/// A box to be placed, seen along the arrows: `before` and `after` its middle across them, `depth` along them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extent {
    pub(super) before: i32,
    pub(super) after: i32,
    pub(super) depth: i32,
}

/// An arrow to be routed, between different boxes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The room of its label; nothing for none.
    pub(super) label: Extent,
    /// How much it is to be straight: 3 on the main path, 1 for what simply follows, else 0.
    pub(super) weight: u8,
}

/// Boxes and the places of arrows, in ranks. Boxes have the odd ranks, labels and turns the even ones.
#[derive(Debug, Default)]
pub(super) struct Layered {
    /// Boxes first, in the order given; then the places of arrows.
    pub(super) extents: Vec<Extent>,
    /// The rank of each.
    pub(super) rank: Vec<usize>,
    /// The ranks, each in order across.
    pub(super) ranks: Vec<Vec<usize>>,
    /// What each leads to in the next rank.
    pub(super) below: Vec<Vec<Link>>,
    /// What leads to each from the rank before.
    pub(super) above: Vec<Vec<Link>>,
    /// The places of each arrow, from the upper box to the lower; the label stands at [`Chain::label`].
    pub(super) chains: Vec<Chain>,
}

/// A piece of an arrow between neighbouring ranks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) to: usize,
    /// How much it is to be straight: as the arrow, but at least 2 between two places of one.
    pub(super) weight: u8,
}

/// The places of an arrow.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// Whether the arrow points up: it then turns at both ends, and its first and last places are those turns.
    pub(super) up: bool,
    /// From the upper to the lower.
    pub(super) places: Vec<usize>,
    /// Index in `places` at which its label stands.
    pub(super) label: usize,
}

impl Layered {
    /// Puts boxes in ranks.
    pub(super) fn new(boxes: &[Extent], arrows: &[Arrow]) -> Self {
        let up = upward(boxes.len(), arrows);
        let rank = ranks(boxes.len(), arrows, &up);
        let deepest = rank.iter().copied().max().unwrap_or_default();
        let mut layered = Self {
            extents: boxes.to_vec(),
            rank: rank.iter().map(|r| 2 * r + 1).collect(),
            ranks: vec![Vec::new(); 2 * deepest + 3],
            below: vec![Vec::new(); boxes.len()],
            above: vec![Vec::new(); boxes.len()],
            chains: Vec::with_capacity(arrows.len()),
        };
        for (arrow, up) in arrows.iter().zip(up) {
            let chain = if up { layered.upward_chain(arrow) } else { layered.downward_chain(arrow) };
            layered.chains.push(chain);
        }
        layered.first_order(boxes.len());
        layered
    }

    fn place(&mut self, rank: usize) -> usize {
        self.extents.push(Extent::default());
        self.rank.push(rank);
        self.below.push(Vec::new());
        self.above.push(Vec::new());
        self.extents.len() - 1
    }

    fn link(&mut self, upper: usize, lower: usize, weight: u8) {
        self.below[upper].push(Link { to: lower, weight });
        self.above[lower].push(Link { to: upper, weight });
    }

    fn downward_chain(&mut self, arrow: &Arrow) -> Chain {
        let (from, to) = (self.rank[arrow.from], self.rank[arrow.to]);
        let places: Vec<usize> = (from + 1..to).map(|rank| self.place(rank)).collect();
        let along: Vec<usize> =
            std::iter::once(arrow.from).chain(places.iter().copied()).chain([arrow.to]).collect();
        for (i, pair) in along.windows(2).enumerate() {
            let inner = i > 0 && i + 2 < along.len();
            self.link(pair[0], pair[1], arrow.weight.max(if inner { 2 } else { 0 }));
        }
        self.extents[places[0]] = arrow.label;
        Chain { up: false, places, label: 0 }
    }

    /// An arrow that points up passes beside both boxes and turns below the one and above the other.
    fn upward_chain(&mut self, arrow: &Arrow) -> Chain {
        let (upper, lower) = (arrow.to, arrow.from);
        let (from, to) = (self.rank[upper] - 1, self.rank[lower] + 1);
        let places: Vec<usize> = (from..=to).map(|rank| self.place(rank)).collect();
        for pair in places.windows(2) {
            self.link(pair[0], pair[1], 2);
        }
        let (first, last) = (places[0], places[places.len() - 1]);
        self.link(first, upper, 0);
        self.link(lower, last, 0);
        let label = places.len() - 3;
        self.extents[places[label]] = arrow.label;
        Chain { up: true, places, label }
    }

    /// The order to begin with: as one comes by when following the arrows from the first box on.
    fn first_order(&mut self, boxes: usize) {
        let mut seen = vec![false; self.extents.len()];
        let mut starts: Vec<usize> = (0..boxes).filter(|b| self.above[*b].is_empty()).collect();
        starts.extend(0..self.extents.len());
        for start in starts {
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                self.ranks[self.rank[at]].push(at);
                open.extend(self.below[at].iter().rev().map(|l| l.to));
            }
        }
    }
}

/// For each arrow, whether it is drawn upwards: those that lead back to where one came from, following the arrows from the first box on.
fn upward(boxes: usize, arrows: &[Arrow]) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    let mut entered = vec![false; boxes];
    for (i, arrow) in arrows.iter().enumerate() {
        out[arrow.from].push(i);
        entered[arrow.to] = true;
    }
    let mut up = vec![false; arrows.len()];
    let (mut on_path, mut done) = (vec![false; boxes], vec![false; boxes]);
    // Where nothing leads to, one begins; the rest are ways round that nothing leads to.
    let starts = (0..boxes).filter(|b| !entered[*b]).chain(0..boxes);
    for start in starts {
        if done[start] {
            continue;
        }
        on_path[start] = true;
        let mut path = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            let Some(arrow) = out[at].get(*next).copied() else {
                (on_path[at], done[at]) = (false, true);
                path.pop();
                continue;
            };
            *next += 1;
            let to = arrows[arrow].to;
            if on_path[to] {
                up[arrow] = true;
            } else if !done[to] {
                on_path[to] = true;
                path.push((to, 0));
            }
        }
    }
    up
}

/// The rank of each box: as early as the arrows to it allow, then as late as shortens its arrows.
fn ranks(boxes: usize, arrows: &[Arrow], up: &[bool]) -> Vec<usize> {
    let ends =
        |(arrow, up): (&Arrow, &bool)| if *up { (arrow.to, arrow.from) } else { (arrow.from, arrow.to) };
    let links: Vec<(usize, usize)> = arrows.iter().zip(up).map(ends).collect();
    let (mut above, mut below) = (vec![Vec::new(); boxes], vec![Vec::new(); boxes]);
    for (from, to) in &links {
        below[*from].push(*to);
        above[*to].push(*from);
    }
    let mut left: Vec<usize> = above.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..boxes).filter(|b| left[*b] == 0).collect();
    let mut rank = vec![0; boxes];
    let mut at = 0;
    while let Some(from) = order.get(at).copied() {
        at += 1;
        for to in &below[from] {
            rank[*to] = rank[*to].max(rank[from] + 1);
            left[*to] -= 1;
            if left[*to] == 0 {
                order.push(*to);
            }
        }
    }
    for at in order.iter().rev().copied() {
        let nearest = below[at].iter().map(|to| rank[*to]).min();
        if let Some(nearest) = nearest.filter(|_| below[at].len() > above[at].len()) {
            rank[at] = nearest - 1;
        }
    }
    rank
}
