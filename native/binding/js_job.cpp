#include "binding/js_job.h"

#include <optional>
#include <utility>
#include <variant>

#include "binding/environment.h"
#include "binding/errors.h"
#include "binding/outcome_to_js.h"

namespace lacuna {

namespace {

std::uint64_t totalSteps(const JobWork& work) {
  if (const auto* const completion = std::get_if<JobInput>(&work)) {
    return completion->spec.stopping.steps;
  }
  const auto* const classical = std::get_if<ClassicInput>(&work);
  return classical != nullptr ? classical->spec.steps : 0;
}

}  // namespace

Napi::Object JsJob::start(Napi::Env env, JobWork work, Napi::Function on_progress) {
  std::unique_ptr<JsJob> owner(new JsJob(env, std::move(work), on_progress));
  Napi::Object handle = owner->handle(env);
  owner->connect(env);
  JsJob& self = *owner.release();  // from here on the thread-safe function's finaliser owns it
  self.submit(env);
  return handle;
}

JsJob::JsJob(Napi::Env env, JobWork work, Napi::Function on_progress)
    : total_steps_(totalSteps(work)),
      deferred_(Napi::Promise::Deferred::New(env)),
      on_progress_(on_progress.IsEmpty() ? Napi::FunctionReference()
                                         : Napi::Persistent(on_progress)),
      job_(std::make_shared<Job>(std::move(work), Scheduler::process(),
                                 [this] { wake_up_.NonBlockingCall(); })) {}

JsJob::~JsJob() {
  // The environment may go while the job's thread still posts; its wake-ups must not reach a dead
  // function.
  job_->mailbox().close();
}

void JsJob::connect(Napi::Env env) {
  // A queue of one is enough: when it is full, the wake-up in it has yet to look at the mailbox.
  wake_up_ = WakeUp::New(
      env, "lacuna:job", 1, 1, this, [](Napi::Env, JsJob* self, JsJob*) { delete self; }, this);
}

void JsJob::submit(Napi::Env env) {
  try {
    Environment::of(env).add(job_);
    job_->submit();
  } catch (...) {
    disconnect(env);
    throw;
  }
}

void JsJob::disconnect(Napi::Env env) {
  Environment::of(env).remove(job_);
  wake_up_.Release();
  on_progress_.Reset();
}

Napi::Object JsJob::handle(Napi::Env env) const {
  Napi::Object handle = Napi::Object::New(env);
  handle.Set("done", deferred_.Promise());
  handle.Set("cancel",
             Napi::Function::New(
                 env, [job = job_](const Napi::CallbackInfo&) { job->cancel(); }, "cancel"));
  return handle;
}

void JsJob::onWake(Napi::Env env, Napi::Function, JsJob* self, void*) {
  if (static_cast<napi_env>(env) == nullptr) {
    return;  // the environment is going; nobody is left to tell
  }
  if (const std::optional<JobProgress> progress = self->job_->mailbox().beginReading()) {
    self->deliver(env, *progress);
  }
  if (const std::optional<JobResult> result = self->job_->mailbox().endReading()) {
    self->settle(env, *result);
  }
}

void JsJob::deliver(Napi::Env env, const JobProgress& progress) {
  if (settled_ || on_progress_.IsEmpty()) {
    return;
  }
  try {
    on_progress_.Call({progressToJs(env, progress, total_steps_)});
  } catch (const Napi::Error& error) {
    job_->cancel();
    reject(error.Value());
  }
}

void JsJob::settle(Napi::Env env, const JobResult& result) {
  job_->join();
  disconnect(env);
  if (settled_) {
    return;
  }
  if (const auto* const failure = std::get_if<JobFailure>(&result)) {
    reject(toJsError(env, failure->code, failure->message).Value());
  } else {
    resolve(env, std::get<JobSuccess>(result));
  }
}

void JsJob::resolve(Napi::Env env, const JobSuccess& success) {
  try {
    deferred_.Resolve(resultToJs(env, success));
    settled_ = true;
  } catch (const Napi::Error& error) {
    reject(error.Value());
  }
}

void JsJob::reject(Napi::Value reason) {
  settled_ = true;
  deferred_.Reject(reason);
}

}  // namespace lacuna
