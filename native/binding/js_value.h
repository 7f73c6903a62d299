// A JavaScript value with the name that errors call it by, and checked ways to read it.
#pragma once

#include <napi.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lacuna {

/// A name of the contract and what it stands for.
template <class T>
using Choice = std::pair<std::string_view, T>;

/// Every reader throws a TypeError "Expected … for <name> but received …" when the value is not of
/// its kind.
class JsValue {
 public:
  JsValue(Napi::Value value, std::string name);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool isString() const { return value_.IsString(); }

  /// A property of an object.
  JsValue operator[](const char* key) const;
  /// Whether there is anything: a property that was left out is undefined.
  [[nodiscard]] bool isGiven() const { return !value_.IsUndefined(); }
  [[nodiscard]] bool isObject() const { return value_.IsObject(); }
  /// The elements of an array.
  [[nodiscard]] std::vector<JsValue> elements() const;

  /// A finite number.
  [[nodiscard]] double number() const;
  /// A whole number from 0 to `most`, which is at most 2^53 − 1.
  [[nodiscard]] std::uint64_t integer(std::uint64_t most) const;
  [[nodiscard]] bool boolean() const;
  /// A copy of a Float32Array of that length.
  [[nodiscard]] std::vector<float> floats(std::size_t length) const;
  /// Copies of a Float32Array and of a Uint32Array of any length.
  [[nodiscard]] std::vector<float> floats() const;
  [[nodiscard]] std::vector<std::uint32_t> indices() const;
  /// A copy of a Uint8Array of that length that holds only 0 and 1.
  [[nodiscard]] std::vector<std::uint8_t> bits(std::size_t length) const;

  /// One of the given strings.
  template <class T, std::size_t N>
  [[nodiscard]] T choice(const std::array<Choice<T>, N>& choices) const {
    std::string expected;
    const std::string text = value_.IsString() ? value_.As<Napi::String>().Utf8Value() : "";
    for (const auto& [key, meaning] : choices) {
      if (value_.IsString() && text == key) {
        return meaning;
      }
      expected += (expected.empty() ? "'" : " or '") + std::string(key) + "'";
    }
    fail(expected);
  }

  [[noreturn]] void fail(const std::string& expected) const;

 private:
  [[nodiscard]] bool isTypedArray(napi_typedarray_type type) const;
  [[nodiscard]] bool isTypedArray(napi_typedarray_type type, std::size_t length) const;

  Napi::Value value_;
  std::string name_;
};

}  // namespace lacuna
