#include "binding/js_value.h"

#include <cmath>

#include "binding/errors.h"

namespace lacuna {
namespace {

constexpr std::size_t kLongestText = 60;

std::string className(const Napi::Object& object) {
  const Napi::Value constructor = object.Get("constructor");
  if (!constructor.IsFunction()) {
    return "Object";
  }
  return constructor.As<Napi::Function>().Get("name").ToString().Utf8Value();
}

std::string describeObject(const Napi::Object& object) {
  if (object.IsTypedArray()) {
    const std::size_t length = object.As<Napi::TypedArray>().ElementLength();
    return "a " + className(object) + " of length " + std::to_string(length) + " (of type object)";
  }
  if (object.IsArray()) {
    const std::uint32_t length = object.As<Napi::Array>().Length();
    return "an array of length " + std::to_string(length) + " (of type object)";
  }
  return "an instance of " + className(object) + " (of type object)";
}

std::string describe(const Napi::Value& value) {
  switch (value.Type()) {
    case napi_undefined:
      return "undefined (of type undefined)";
    case napi_null:
      return "null (of type object)";
    case napi_boolean:
      return std::string(value.As<Napi::Boolean>() ? "true" : "false") + " (of type boolean)";
    case napi_number:
      return value.ToString().Utf8Value() + " (of type number)";
    case napi_string:
      return "'" + value.As<Napi::String>().Utf8Value().substr(0, kLongestText) +
             "' (of type string)";
    case napi_symbol:
      return "a symbol (of type symbol)";
    case napi_function:
      return "a function (of type function)";
    case napi_bigint:
      return value.ToString().Utf8Value().substr(0, kLongestText) + " (of type bigint)";
    case napi_object:
      return describeObject(value.As<Napi::Object>());
    case napi_external:
      break;
  }
  return "an external value (of type object)";
}

}  // namespace

JsValue::JsValue(Napi::Value value, std::string name) : value_(value), name_(std::move(name)) {}

JsValue JsValue::operator[](const char* key) const {
  if (!value_.IsObject()) {
    fail("an object");
  }
  return {value_.As<Napi::Object>().Get(key), name_ + "." + key};
}

std::vector<JsValue> JsValue::elements() const {
  if (!value_.IsArray()) {
    fail("an array");
  }
  const Napi::Array array = value_.As<Napi::Array>();
  std::vector<JsValue> elements;
  elements.reserve(array.Length());
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    elements.emplace_back(array.Get(i), name_ + "[" + std::to_string(i) + "]");
  }
  return elements;
}

double JsValue::number() const {
  if (!value_.IsNumber() || !std::isfinite(value_.As<Napi::Number>().DoubleValue())) {
    fail("a finite number");
  }
  return value_.As<Napi::Number>().DoubleValue();
}

std::uint64_t JsValue::integer(std::uint64_t most) const {
  const double number = value_.IsNumber() ? value_.As<Napi::Number>().DoubleValue() : std::nan("");
  if (!(number >= 0 && number <= static_cast<double>(most) && number == std::floor(number))) {
    fail("a whole number from 0 to " + std::to_string(most));
  }
  return static_cast<std::uint64_t>(number);
}

bool JsValue::boolean() const {
  if (!value_.IsBoolean()) {
    fail("true or false");
  }
  return value_.As<Napi::Boolean>();
}

std::vector<float> JsValue::floats(std::size_t length) const {
  if (!isTypedArray(napi_float32_array, length)) {
    fail("a Float32Array of length " + std::to_string(length));
  }
  const auto array = value_.As<Napi::Float32Array>();
  return {array.Data(), array.Data() + length};
}

std::vector<float> JsValue::floats() const {
  if (!isTypedArray(napi_float32_array)) {
    fail("a Float32Array");
  }
  const auto array = value_.As<Napi::Float32Array>();
  return {array.Data(), array.Data() + array.ElementLength()};
}

std::vector<std::uint32_t> JsValue::indices() const {
  if (!isTypedArray(napi_uint32_array)) {
    fail("a Uint32Array");
  }
  const auto array = value_.As<Napi::Uint32Array>();
  return {array.Data(), array.Data() + array.ElementLength()};
}

std::vector<std::uint8_t> JsValue::bits(std::size_t length) const {
  if (!isTypedArray(napi_uint8_array, length)) {
    fail("a Uint8Array of length " + std::to_string(length));
  }
  const auto array = value_.As<Napi::Uint8Array>();
  std::vector<std::uint8_t> bits(array.Data(), array.Data() + length);
  for (std::size_t i = 0; i < length; ++i) {
    if (bits[i] > 1) {
      JsValue(Napi::Number::New(value_.Env(), bits[i]), name_ + "[" + std::to_string(i) + "]")
          .fail("0 or 1");
    }
  }
  return bits;
}

void JsValue::fail(const std::string& expected) const {
  throw toArgumentError(
      value_.Env(), "Expected " + expected + " for " + name_ + " but received " + describe(value_));
}

bool JsValue::isTypedArray(napi_typedarray_type type) const {
  return value_.IsTypedArray() && value_.As<Napi::TypedArray>().TypedArrayType() == type;
}

bool JsValue::isTypedArray(napi_typedarray_type type, std::size_t length) const {
  return isTypedArray(type) && value_.As<Napi::TypedArray>().ElementLength() == length;
}

}  // namespace lacuna
