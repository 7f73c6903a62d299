#include "binding/errors.h"

namespace lacuna {
namespace {

const char* codeText(ErrorCode code) {
  switch (code) {
    case ErrorCode::out_of_memory:
      return "LACUNA_OUT_OF_MEMORY";
    case ErrorCode::invalid_argument:
      return "LACUNA_INVALID_ARGUMENT";
    case ErrorCode::cancelled:
      return "LACUNA_CANCELLED";
    case ErrorCode::device:
    case ErrorCode::device_unavailable:
      return "LACUNA_DEVICE";
    case ErrorCode::internal:
      return "LACUNA_INTERNAL";
  }
  return "LACUNA_INTERNAL";
}

}  // namespace

Napi::Error toJsError(Napi::Env env, ErrorCode code, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, codeText(code)));
  return error;
}

Napi::Error toArgumentError(Napi::Env env, const std::string& message) {
  Napi::Error error = Napi::TypeError::New(env, message);
  error.Set("code", Napi::String::New(env, codeText(ErrorCode::invalid_argument)));
  return error;
}

}  // namespace lacuna
