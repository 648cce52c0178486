//! The strongly connected parts of a graph, without recursion.

/// The part to which a node belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    /// Its number; what a part leads to has a smaller one.
    pub(crate) number: u32,
    /// A way leads from the node back to it.
    pub(crate) is_round: bool,
}

/// For each node, the part to which it belongs (Tarjan).
pub(crate) fn components(next: &[Vec<u32>]) -> Vec<Component> {
    const NONE: u32 = u32::MAX;
    let count = next.len();
    let mut order = vec![NONE; count];
    let mut low = vec![NONE; count];
    let mut on_stack = vec![false; count];
    let mut found = vec![Component { number: NONE, is_round: false }; count];
    let (mut stack, mut time, mut number) = (Vec::new(), 0u32, 0u32);
    for first in 0..count {
        if order.get(first) != Some(&NONE) {
            continue;
        }
        let mut way: Vec<(usize, usize)> = vec![(first, 0)];
        while let Some((at, tried)) = way.last_mut() {
            let at = *at;
            if *tried == 0 {
                set(&mut order, at, time);
                set(&mut low, at, time);
                set(&mut on_stack, at, true);
                stack.push(at);
                time += 1;
            }
            let to = next.get(at).and_then(|n| n.get(*tried)).map(|n| *n as usize);
            *tried += 1;
            match to {
                Some(to) if order.get(to) == Some(&NONE) => way.push((to, 0)),
                Some(to) if on_stack.get(to) == Some(&true) => {
                    let least = value(&low, at).min(value(&order, to));
                    set(&mut low, at, least);
                }
                Some(_) => {}
                None => {
                    way.pop();
                    if let Some((before, _)) = way.last() {
                        let least = value(&low, *before).min(value(&low, at));
                        set(&mut low, *before, least);
                    }
                    if value(&low, at) == value(&order, at) {
                        let from = stack.iter().rposition(|n| *n == at).unwrap_or(0);
                        let part = stack.split_off(from);
                        let itself = next.get(at).is_some_and(|n| n.iter().any(|to| *to as usize == at));
                        let is_round = part.len() > 1 || itself;
                        for node in part {
                            set(&mut on_stack, node, false);
                            set(&mut found, node, Component { number, is_round });
                        }
                        number += 1;
                    }
                }
            }
        }
    }
    found
}

fn set<T>(all: &mut [T], at: usize, value: T) {
    if let Some(place) = all.get_mut(at) {
        *place = value;
    }
}

fn value(all: &[u32], at: usize) -> u32 {
    all.get(at).copied().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn what_leads_back_to_itself_is_one_part() {
        let found = components(&[vec![1], vec![2, 3], vec![1], vec![], vec![4], vec![0]]);
        let round: Vec<bool> = found.iter().map(|c| c.is_round).collect();
        assert_eq!(round, [false, true, true, false, true, false]);
        assert_eq!(found[1].number, found[2].number);
        assert!(found[3].number < found[1].number && found[1].number < found[0].number);
        assert!(found[0].number < found[5].number);
    }
}
