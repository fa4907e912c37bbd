//! Sets that grow together (disjoint sets with path halving). Memory: 4 bytes a member.

/// Members `0..len`, each in a set of its own at first; the smallest member stands for a set.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    parents: Vec<u32>,
}

impl Groups {
    /// Adds a member with a set of its own.
    pub fn push(&mut self) {
        self.parents.push(self.parents.len() as u32);
    }

    /// The smallest member of a set.
    ///
    /// ```
    /// use claimkit::dataset::groups::Groups;
    /// let mut groups = Groups::default();
    /// (0..4).for_each(|_| groups.push());
    /// groups.join(3, 1);
    /// groups.join(0, 3);
    /// assert_eq!((groups.first(3), groups.first(2)), (0, 2));
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
}
