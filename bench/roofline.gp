# SPDX-License-Identifier: Apache-2.0
#
# The roofline of the default geometry: roofline.dat, as bench_performance writes it, to roofline.svg.
# Called in the directory of both.
peak = 512.0      # 16 x 16 multiplications and additions
bandwidth = 8.0   # bytes per cycle

set terminal svg size 900,560 font 'sans-serif,13' background '#ffffff'
set output 'roofline.svg'
set logscale xy
set xrange [32:512]
set yrange [100:640]
set xtics (32, 64, 128, 256, 512)
set ytics (128, 256, 512)
set grid lc rgb '#dddddd'
set xlabel 'operations per byte moved'
set ylabel 'operations per cycle'
set key bottom right
set label 1 '8 bytes per cycle' at 38,268 rotate by 42 tc rgb '#555555'
set label 2 '256 multipliers' at 34,545 tc rgb '#555555'
roof(x) = bandwidth * x < peak ? bandwidth * x : peak
# Names of the layers on the slope stand to the left of it, one below the other.
low(name) = name eq 'C8' ? 0.96 : name eq 'C3' ? 1.04 : 1.01
plot roof(x) with lines lw 2 lc rgb '#555555' notitle, \
  'roofline.dat' using 2:4 with points pt 6 ps 1.1 lc rgb '#d55e00' title 'silicon, upstream hardware', \
  'roofline.dat' using 2:4:(0):($3 - $4) with vectors nohead dt 3 lc rgb '#d55e00' notitle, \
  'roofline.dat' using 2:3 with points pt 7 ps 1.0 lc rgb '#0072b2' title 'this machine, RTL', \
  'roofline.dat' using ($2 > 62 ? $2 : NaN):($3 * 1.07):1 with labels font ',11' notitle, \
  'roofline.dat' using ($2 > 62 ? NaN : $2 / 1.02):($3 * low(strcol(1))):1 \
    with labels right font ',11' notitle
