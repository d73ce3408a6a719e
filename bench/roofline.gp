# SPDX-License-Identifier: Apache-2.0
#
# The roofline of the default geometry: roofline.dat, as bench_performance writes it, to roofline.svg.
# Called in the directory of both.
peak = 512.0      # 16 x 16 multiplications and additions
bandwidth = 8.0   # bytes per cycle

set terminal svg size 900,560 font 'sans-serif,13' background '#ffffff'
set output 'roofline.svg'
set logscale xy
set xrange [16:1024]
set yrange [64:700]
set xtics (16, 32, 64, 128, 256, 512, 1024)
set ytics (64, 128, 256, 512)
set grid lc rgb '#dddddd'
set xlabel 'operations per byte moved'
set ylabel 'operations per cycle'
set key bottom right
set label 1 '8 bytes per cycle' at 22,205 rotate by 43 tc rgb '#555555'
set label 2 '256 multipliers' at 20,560 tc rgb '#555555'
roof(x) = bandwidth * x < peak ? bandwidth * x : peak
plot roof(x) with lines lw 2 lc rgb '#555555' notitle, \
  'roofline.dat' using 2:4 with points pt 6 ps 1.1 lc rgb '#d55e00' title 'silicon, upstream hardware', \
  'roofline.dat' using 2:4:(0):($3 - $4) with vectors nohead dt 3 lc rgb '#d55e00' notitle, \
  'roofline.dat' using 2:3 with points pt 7 ps 1.0 lc rgb '#0072b2' title 'this machine, RTL', \
  'roofline.dat' using 2:($3 * 1.1):1 with labels font ',11' notitle
