#include "binding/info_to_js.h"

#include <string>
#include <string_view>
#include <vector>

#include "binding/scheduler.h"
#include "cpu/isa.h"
#include "cuda/device_query.h"

namespace lacuna {
namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "Clang " __clang_version__;
#elif defined(__GNUC__)
constexpr const char* kCompiler = "GCC " __VERSION__;
#else
constexpr const char* kCompiler = "unknown compiler";
#endif

Napi::String text(Napi::Env env, std::string_view value) {
  return Napi::String::New(env, value.data(), value.size());
}

Napi::Array textsToJs(Napi::Env env, const std::vector<std::string_view>& values) {
  Napi::Array array = Napi::Array::New(env, values.size());
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    array.Set(i, text(env, values[i]));
  }
  return array;
}

Napi::Object deviceToJs(Napi::Env env, const CudaDevice& device) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("index", device.index);
  object.Set("name", device.name);
  object.Set("computeCapability",
             std::to_string(device.compute_major) + "." + std::to_string(device.compute_minor));
  object.Set("memoryBytes", static_cast<double>(device.memory_bytes));
  object.Set("multiprocessors", device.multiprocessors);
  return object;
}

Napi::Object cudaToJs(Napi::Env env, const CudaReport& report) {
  Napi::Array devices = Napi::Array::New(env, report.devices.size());
  for (std::uint32_t i = 0; i < report.devices.size(); ++i) {
    devices.Set(i, deviceToJs(env, report.devices[i]));
  }
  Napi::Object object = Napi::Object::New(env);
  object.Set("compiled", report.compiled);
  object.Set("toolkit", report.toolkit);
  object.Set("devices", devices);
  object.Set("reason", report.reason);
  return object;
}

}  // namespace

Napi::Object infoToJs(Napi::Env env) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("isa", text(env, currentIsa()));
  object.Set("isas", textsToJs(env, availableIsas()));
  object.Set("cores", Scheduler::process().cores());
  object.Set("compiler", kCompiler);
  object.Set("cuda", cudaToJs(env, queryCuda()));
  return object;
}

}  // namespace lacuna
