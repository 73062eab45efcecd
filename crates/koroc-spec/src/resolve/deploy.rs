//! What is deployed, within what can be deployed.

use super::Resolver;
use crate::{Cloud, CloudDatabase};

impl Resolver<'_> {
    /// Memory, time and concurrency of every group; scopes that nobody would look at; origins.
    pub(super) fn check_deployment(&mut self) {
        let mut problems = Vec::new();
        for group in &self.out.groups {
            let mut say = |message: String| problems.push((group.name.clone(), message));
            let deploy = &group.deploy;
            if let Some(size) = deploy.memory_size.filter(|size| !(128..=10_240).contains(size)) {
                say(format!("has a memory of {size} MB; 128 to 10240 can be had"));
            }
            if let Some(seconds) = deploy.timeout.filter(|seconds| !(1..=900).contains(seconds)) {
                say(format!("may run for {seconds} seconds; 1 to 900 can be had"));
            }
            if group.name == "migrate" && self.out.cloud.database != CloudDatabase::None {
                say("has the name of the function that migrates the database; give it another".to_owned());
            }
            if deploy.provisioned_concurrency.is_some_and(|kept| kept.min == 0 || kept.min > kept.max) {
                say("keeps fewer than one instance waiting, or at least more than at most".to_owned());
            }
        }
        let scoped = self.out.operations.iter().find(|operation| !operation.policy.scopes.is_empty());
        if let Some(operation) = scoped.filter(|_| self.out.cloud.authorizer.is_none()) {
            problems
                .push((operation.id.clone(), "asks for scopes of a token, which nobody looks at; the application's `Cloud` needs an authorizer".to_owned()));
        }
        problems.extend(self.out.cloud.problems().map(|message| ("cloud".to_owned(), message)));
        if self.out.cors.as_ref().is_some_and(|cors| cors.allow_credentials && cors.allow_origins.iter().any(|origin| origin == "*")) {
            problems.push(("cors".to_owned(), "lets every origin send cookies, which no browser does; name the origins".to_owned()));
        }
        for (place, message) in problems {
            self.problem(place, message);
        }
    }
}

impl Cloud {
    fn problems(&self) -> impl Iterator<Item = String> {
        let capacity = match self.database {
            CloudDatabase::Aurora { min_capacity: min, max_capacity: max }
                if min < 0.0 || max < 1.0 || min > max || max > 256.0 || min % 0.5 + max % 0.5 != 0.0 =>
            {
                Some(format!("has a database of {min} to {max} capacity units; 0 to 256 in steps of 0.5 can be had, the greatest at least 1"))
            }
            CloudDatabase::None | CloudDatabase::Existing | CloudDatabase::Aurora { .. } => None,
        };
        let throttling = self.throttling.filter(|limit| limit.burst == 0 || limit.rate <= 0.0).map(|_| "lets no request through".to_owned());
        capacity.into_iter().chain(throttling)
    }
}
