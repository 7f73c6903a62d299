// What belongs to one JavaScript environment: the main thread's, or a worker's.
#pragma once

#include <napi.h>

#include <memory>
#include <unordered_set>

#include "binding/job.h"

namespace lacuna {

/// Knows the unfinished jobs of its environment, and ends them before the environment goes. Lives
/// on the environment's own thread.
class Environment {
 public:
  /// Attaches an Environment to `env`, for as long as that lives.
  static void attach(Napi::Env env);
  static Environment& of(Napi::Env env);

  void add(std::shared_ptr<Job> job);
  void remove(const std::shared_ptr<Job>& job);

 private:
  void endJobs();

  std::unordered_set<std::shared_ptr<Job>> jobs_;
};

}  // namespace lacuna
