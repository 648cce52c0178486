//! How much room a conversation takes while it waits.

use huashu_tests::shop::Files;
use huashu_tests::talk::turns;

/// The bytes that the store may keep of a return which waits for its customer.
const MOST: usize = 544;

#[test]
fn a_return_that_waits_takes_little_room() {
    let shop = Files::read().expect("the demo shop is there").open().expect("it has no mistakes");
    for (name, turn) in turns(&shop).expect("a return goes as it should") {
        let after = turn.take(&shop).expect("the turn can be taken");
        for (when, stored) in [("before", &turn.before), ("after", &after)] {
            assert!(stored.len() <= MOST, "{when} {name}: {} bytes, at most {MOST} may be", stored.len());
        }
    }
}
