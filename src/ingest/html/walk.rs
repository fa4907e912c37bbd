//! A tree of elements from its first node to its last, without recursion: the depth of the tree costs no stack.

use dom_query::NodeRef;

/// Where a walk goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the children of the node; it is left later.
    Into,
    /// Past them; the node is not left.
    Past,
    /// Nowhere.
    Stop,
}

/// What a walk does at the nodes below its root.
pub(super) trait Visitor {
    /// Comes to a node, before its children.
    fn enter(&mut self, node: &NodeRef) -> Step;

    /// Leaves a node that it went into, behind its children.
    fn leave(&mut self, node: &NodeRef);
}

/// Visits every node below a root, in the order of the page.
pub(super) fn walk(root: &NodeRef, visitor: &mut impl Visitor) {
    let mut next = root.first_child();
    while let Some(node) = next {
        let step = visitor.enter(&node);
        if step == Step::Stop {
            return;
        }
        let child = node.first_child().filter(|_| step == Step::Into);
        if child.is_none() && step == Step::Into {
            visitor.leave(&node);
        }
        next = child.or_else(|| behind(node, root, visitor));
    }
}

/// The node behind a node and its children; elements that end there are left.
fn behind<'a>(mut node: NodeRef<'a>, root: &NodeRef, visitor: &mut impl Visitor) -> Option<NodeRef<'a>> {
    loop {
        if let Some(next) = node.next_sibling() {
            return Some(next);
        }
        node = node.parent().filter(|parent| parent.id != root.id)?;
        visitor.leave(&node);
    }
}
