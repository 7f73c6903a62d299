"""Inpainting as OpenCV and scikit-image have it: NMAE over the missing entries and seconds as JSON.

    python3 inpaint.py PICTURE MASK [RADIUS]

MASK is a picture of the same size, 255 where an entry is observed. Ways: `ns` (Navier-Stokes) and `telea`
of OpenCV within RADIUS (3), of all channels at once as they do, and `biharmonic` of scikit-image. The
error is that of `lacuna`: the mean absolute error over the missing entries of all channels, divided by
the range of the whole picture.
"""

import json
import sys
import time

import cv2
import numpy as np
from skimage.restoration import inpaint_biharmonic


def ways(picture, missing, radius):
    flags = missing.astype(np.uint8)
    axis = -1 if picture.ndim == 3 else None
    return {
        "ns": lambda: cv2.inpaint(picture, flags, radius, cv2.INPAINT_NS),
        "telea": lambda: cv2.inpaint(picture, flags, radius, cv2.INPAINT_TELEA),
        "biharmonic": lambda: 255 * inpaint_biharmonic(picture / 255, missing, channel_axis=axis),
    }


def nmae(estimate, picture, missing):
    truth = picture.astype(float)
    errors = np.abs(estimate - truth)[missing]
    return float(errors.mean() / (truth.max() - truth.min()))


def main(picture_path, mask_path, radius=3):
    picture = cv2.imread(picture_path, cv2.IMREAD_UNCHANGED)
    missing = cv2.imread(mask_path, cv2.IMREAD_GRAYSCALE) < 128
    results = {}
    for name, complete in ways(picture, missing, float(radius)).items():
        start = time.perf_counter()
        estimate = complete()
        seconds = time.perf_counter() - start
        results[name] = {"nmae": nmae(estimate, picture, missing), "seconds": seconds}
    print(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
