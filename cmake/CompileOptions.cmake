# One interface target with the options that all of Lacuna is compiled with. They hang on the target and
# not on CMAKE_CXX_FLAGS, because cmake-js sets that variable itself.

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(lacuna_options INTERFACE)
target_compile_features(lacuna_options INTERFACE cxx_std_20)

if(MSVC)
  target_compile_options(lacuna_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:/W4 /fp:precise /EHsc>)
else()
  # Contraction off: which products a compiler fuses must not decide a result's bits. Kernels that want a
  # fused multiply-add say so.
  target_compile_options(
    lacuna_options
    INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall
              -Wextra
              -ffp-contract=off
              -ffunction-sections>)
endif()

if(LACUNA_WERROR)
  target_compile_options(
    lacuna_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:$<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>>)
endif()

if(LACUNA_SANITIZE)
  string(REPLACE ";" "," sanitizers "${LACUNA_SANITIZE}")
  target_compile_options(
    lacuna_options
    INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${sanitizers}
              -fno-sanitize-recover=all
              # Checks at every access, of what the address sanitizer finds anyway: they double the time.
              -fno-sanitize=null,object-size,vptr,pointer-overflow
              -fno-omit-frame-pointer
              -g
              # Following variables through kernels full of checks takes minutes a file.
              $<$<CXX_COMPILER_ID:GNU>:-fno-var-tracking>>)
  target_link_options(lacuna_options INTERFACE -fsanitize=${sanitizers})
endif()
