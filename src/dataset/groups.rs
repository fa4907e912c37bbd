//! Sets that grow together (disjoint sets with path halving). Memory: 4 bytes a member.

/// Members `0..len`, each in a set of its own at first; the smallest member stands for a set.
#[derive(Debug, Clone)]
pub struct Groups {
    parents: Vec<u32>,
}

impl Groups {
    /// A number of members, each with a set of its own.
    pub fn of(members: u32) -> Self {
        Self { parents: (0..members).collect() }
    }

    /// The smallest member of a set.
    ///
    /// ```
    /// use claimkit::dataset::groups::Groups;
    /// let mut groups = Groups::of(4);
    /// groups.join(3, 1);
    /// groups.join(0, 3);
    /// assert_eq!((groups.first(3), groups.first(2)), (0, 2));
    /// assert_eq!(groups.firsts(), [0, 0, 2, 0]);
    /// ```
    pub fn first(&mut self, member: u32) -> u32 {
        let mut at = member as usize;
        while self.parents[at] as usize != at {
            self.parents[at] = self.parents[self.parents[at] as usize];
            at = self.parents[at] as usize;
        }
        at as u32
    }

    /// Makes one set of two.
    pub fn join(&mut self, one: u32, two: u32) {
        let (one, two) = (self.first(one), self.first(two));
        let (small, large) = (one.min(two), one.max(two));
        self.parents[large as usize] = small;
    }

    /// The smallest member of the set of every member.
    pub fn firsts(mut self) -> Vec<u32> {
        // A parent is smaller than its member, so that its own first one is known already.
        for member in 0..self.parents.len() {
            self.parents[member] = self.parents[self.parents[member] as usize];
        }
        self.parents
    }
}
