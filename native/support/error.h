// The one exception type that the core throws on purpose.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace lacuna {

enum class ErrorCode : std::uint8_t {
  out_of_memory,
  invalid_argument,
  cancelled,
  device,              // it failed while it computed
  device_unavailable,  // it cannot be used at all
  internal
};

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

/// Throws Error(invalid_argument) with that message unless `condition` holds.
inline void expect(bool condition, const std::string& message) {
  if (!condition) {
    throw Error(ErrorCode::invalid_argument, message);
  }
}

}  // namespace lacuna
