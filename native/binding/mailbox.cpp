#include "binding/mailbox.h"

#include <utility>

namespace lacuna {

Mailbox::Mailbox(Wake wake) : wake_(std::move(wake)) {}

void Mailbox::post(JobProgress progress) {
  const std::lock_guard lock(mutex_);
  progress_ = std::move(progress);
  wakeReader();
}

void Mailbox::post(JobResult result) {
  const std::lock_guard lock(mutex_);
  result_ = std::move(result);
  wakeReader();
}

std::optional<JobProgress> Mailbox::beginReading() {
  const std::lock_guard lock(mutex_);
  reading_ = true;
  return std::exchange(progress_, std::nullopt);
}

std::optional<JobResult> Mailbox::endReading() {
  const std::lock_guard lock(mutex_);
  reading_ = false;
  return std::exchange(result_, std::nullopt);
}

void Mailbox::close() noexcept {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
}

void Mailbox::wakeReader() {
  if (wake_ && !reading_) {
    wake_();
  }
}

}  // namespace lacuna
