// A job as JavaScript sees it: the promise, the progress callback and the way back to the event
// loop.
#pragma once

#include <napi.h>

#include <memory>

#include "binding/job.h"

namespace lacuna {

/// Lives on the JavaScript thread, from the start until its thread-safe function is finalised.
class JsJob {
 public:
  /// Starts the job and returns NativeJob { done, cancel }. `on_progress` is a function or empty.
  static Napi::Object start(Napi::Env env, JobWork work, Napi::Function on_progress);

  ~JsJob();
  JsJob(const JsJob&) = delete;
  JsJob& operator=(const JsJob&) = delete;

 private:
  static void onWake(Napi::Env env, Napi::Function, JsJob* self, void*);
  using WakeUp = Napi::TypedThreadSafeFunction<JsJob, void, &JsJob::onWake>;

  JsJob(Napi::Env env, JobWork work, Napi::Function on_progress);

  void connect(Napi::Env env);
  void submit(Napi::Env env);
  void disconnect(Napi::Env env);
  [[nodiscard]] Napi::Object handle(Napi::Env env) const;
  void deliver(Napi::Env env, const JobProgress& progress);
  void settle(Napi::Env env, const JobResult& result);
  void resolve(Napi::Env env, const JobSuccess& success);
  void reject(Napi::Value reason);

  const std::uint64_t total_steps_;
  Napi::Promise::Deferred deferred_;
  Napi::FunctionReference on_progress_;
  WakeUp wake_up_;
  std::shared_ptr<Job> job_;
  bool settled_ = false;
};

}  // namespace lacuna
