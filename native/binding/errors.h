// Native failures as JavaScript errors that carry a code.
#pragma once

#include <napi.h>

#include <exception>
#include <new>
#include <string>

#include "support/error.h"

namespace lacuna {

/// An Error whose `code` is the NativeErrorCode of src/native/addon.ts.
Napi::Error toJsError(Napi::Env env, ErrorCode code, const std::string& message);

/// The error of an argument that breaks the contract: a TypeError with code
/// LACUNA_INVALID_ARGUMENT.
Napi::Error toArgumentError(Napi::Env env, const std::string& message);

/// Calls `body` and turns whatever C++ exception leaves it into a JavaScript one with a code.
template <class Body>
auto guarded(Napi::Env env, Body body) {
  try {
    return body();
  } catch (const Napi::Error&) {
    throw;
  } catch (const Error& error) {
    throw toJsError(env, error.code(), error.what());
  } catch (const std::bad_alloc&) {
    throw toJsError(env, ErrorCode::out_of_memory, "Not enough memory to copy the input");
  } catch (const std::exception& error) {
    throw toJsError(env, ErrorCode::internal, error.what());
  }
}

}  // namespace lacuna
