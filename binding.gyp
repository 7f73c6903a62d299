# The build for machines without CMake: the same sources, CPU only.
{
  'targets': [
    {
      'target_name': 'lacuna',
      'sources': [
        '<!@(node scripts/list-sources.cjs native/sources.txt native/binding/job_sources.txt native/binding/sources.txt)',
        'native/device/no_cuda.cpp',
      ],
      'include_dirs': ['native', '.'],
      'dependencies': [
        '<!(node -p "require(\'node-addon-api\').targets"):node_addon_api_except_all',
      ],
      'defines': [
        'NAPI_VERSION=8',
        'NODE_ADDON_API_DISABLE_DEPRECATED',
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      ],
      'cflags_cc!': ['-fno-exceptions', '-fno-rtti'],
      'cflags_cc': [
        '-std=c++20',
        '-O3',
        '-Wall',
        '-Wextra',
        '-ffp-contract=off',
        '-fvisibility=hidden',
      ],
      'conditions': [
        ['OS=="linux"', {
          'ldflags': ['-pthread', '-Wl,-z,nodelete', '-Wl,--exclude-libs,ALL'],
        }],
        ['OS=="mac"', {
          'xcode_settings': {
            'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
            'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
            'GCC_ENABLE_CPP_RTTI': 'YES',
            'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
            'MACOSX_DEPLOYMENT_TARGET': '11.0',
            'OTHER_CPLUSPLUSFLAGS': ['-ffp-contract=off'],
          },
        }],
        ['OS=="win"', {
          'msvs_settings': {
            'VCCLCompilerTool': {
              'ExceptionHandling': 1,
              'AdditionalOptions': ['/std:c++20', '/fp:precise'],
            },
          },
        }],
      ],
    },
  ],
}
