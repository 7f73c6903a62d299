#include "binding/environment.h"

#include <utility>

namespace lacuna {

void Environment::attach(Napi::Env env) {
  auto* const environment = new Environment;
  env.SetInstanceData(environment);  // deletes it, after the hook below has run
  env.AddCleanupHook([environment] { environment->endJobs(); });
}

Environment& Environment::of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

void Environment::add(std::shared_ptr<Job> job) { jobs_.insert(std::move(job)); }

void Environment::remove(const std::shared_ptr<Job>& job) { jobs_.erase(job); }

void Environment::endJobs() {
  // All are told before any is waited for, so that they stop side by side.
  for (const std::shared_ptr<Job>& job : jobs_) {
    job->cancel();
  }
  for (const std::shared_ptr<Job>& job : jobs_) {
    job->join();
  }
  jobs_.clear();
}

}  // namespace lacuna
