// Nearest neighbours where much of the matrix is observed.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/knn.h"

namespace lacuna::classic {

/// KnnForm::uniform or distance: all lines side by side, each one's neighbours in order, and every
/// estimate at once.
std::unique_ptr<Method> makeDenseKnn(const KnnSpec& spec, const Context& context);
std::uint64_t denseKnnBytes(const KnnSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
