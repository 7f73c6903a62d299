// Reads the JSON files of test/fixtures.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lacuna::test {

/// A number, a text, a list or an object, whose members keep the file's order, or null, which is
/// none of them. What the fixtures do without (true, false, escapes in a text) is refused. Every
/// access throws std::runtime_error when there is no such thing.
class Json {
 public:
  using List = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;

  explicit Json(std::variant<std::monostate, double, std::string, List, Object> value)
      : value_(std::move(value)) {}

  static Json parse(std::string_view text);
  static Json read(const std::string& path);

  [[nodiscard]] double number() const { return as<double>("a number"); }
  [[nodiscard]] const std::string& text() const { return as<std::string>("a text"); }
  [[nodiscard]] const List& list() const { return as<List>("a list"); }
  [[nodiscard]] const Object& object() const { return as<Object>("an object"); }

  /// The member of that name; nullptr when there is none.
  [[nodiscard]] const Json* find(std::string_view name) const;
  [[nodiscard]] const Json& at(std::string_view name) const;

 private:
  template <class T>
  [[nodiscard]] const T& as(const char* what) const {
    if (const T* value = std::get_if<T>(&value_)) {
      return *value;
    }
    refuse(what);
  }
  [[noreturn]] static void refuse(const std::string& wanted);

  std::variant<std::monostate, double, std::string, List, Object> value_;
};

}  // namespace lacuna::test
