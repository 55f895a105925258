"""What a race decides, by the small machine of the race's rules: python3 race.py MACHINE > race.json

MACHINE is a Python file with a class Race(K, N, level, frm, pace, sure) as the rules have it. Values are
drawn by a generator that any language can repeat. Each record: the setting, how many configurations each
block is dealt to, who leaves after which block, and who is left.
"""
import sys
import json, random, heapq, numpy as np
from scipy import stats
src=open(sys.argv[1]).read()
exec(src[:src.index('def run(')])
class LCG:
    def __init__(s,seed): s.x=(seed*2862933555777941757+3037000493)%2**64
    def u(s):
        s.x=(s.x*6364136223846793005+1442695040888963407)%2**64
        return (s.x>>11)/2.0**53
    def g(s):
        t=0.0
        for _ in range(12): t+=s.u()
        return t-6.0
def data(seed,K,N,spread,lost,div):
    r=LCG(seed); mu=[spread*r.g() for _ in range(K)]; bl=[r.g() for _ in range(N)]; T=[]
    for i in range(K):
        row=[]
        for b in range(N):
            e=r.g(); z=r.u(); row.append('lost' if z<lost else 'diverged' if z<lost+div else mu[i]+bl[b]+e)
        T.append(row)
    return T
out=[]
for seed,(K,N,level,frm,pace,sure,spread,lost,div) in enumerate([
  (20,15,.05,3,8,False,1.,.05,.01),(20,15,.05,3,8,False,1.,0.,0.),(30,20,.05,3,8,False,1.5,.02,0.),(30,20,.05,3,8,True,1.5,0.,.02),
  (30,15,.1,2,2,False,.5,.05,.02),(5,10,.05,3,8,False,1.,.1,.1),(2,30,.05,3,1,False,.7,0.,0.),(200,12,.05,3,32,False,1.,.03,.005),
  (60,15,.2,4,16,True,2.,.1,.02),(8,12,.05,3,1,False,3.,0.,0.),(6,8,.05,3,8,False,1.,1.,0.),(6,8,.05,3,8,False,1.,0.,1.),(30,30,.05,3,1,False,0.,0.,0.),(30,30,.3,2,8,False,0.,.01,.01)]):
    T=data(seed,K,N,spread,lost,div); s=Race(K,N,level,frm,pace,sure); s.advance(); p=0; g=random.Random(seed)
    pool=[]
    while True:
        while p<len(s.issued): pool.append(s.issued[p]); p+=1
        if not pool: break
        i,b=pool.pop(g.randrange(len(pool))); s.settle(i,b,T[i][b-1]); s.advance()
    assert s.over
    dealt=[len(s.dealt[b]) for b in sorted(s.dealt)]
    outs=[[l[1],list(l[2])] for l in s.log if l[0]=='out']; end=[l for l in s.log if l[0]=='end'][0][1]
    out.append(dict(seed=seed,configurations=K,blocks=N,level=level,**{'from':frm},pace=pace,sure=sure,spread=spread,lost=lost,diverged=div,dealt=dealt,out=outs,left=list(end)))
print('[\n'+',\n'.join(json.dumps(o) for o in out)+'\n]')
